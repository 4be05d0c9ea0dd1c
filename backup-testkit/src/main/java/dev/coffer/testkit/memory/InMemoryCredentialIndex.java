package dev.coffer.testkit.memory;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.CredentialIndex;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The credentials of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryCredentialIndex implements CredentialIndex {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InstantSource clock;

  InMemoryCredentialIndex(InMemoryIndex index, InMemoryAuditLog audit, InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Optional<List<CredentialFacts>> list(Authority by, SystemId id) {
    synchronized (index) {
      return index
          .system(by, id)
          .map(system -> system.credentials.reversed().stream().map(this::facts).toList());
    }
  }

  private CredentialFacts facts(SystemRow.CredentialRow row) {
    return new CredentialFacts(
        row.credential(),
        row.createdAt,
        row.revokedAt,
        row.lastUsedAt,
        row.isLive(clock.instant()));
  }

  @Override
  public Addition add(
      Authority by, SystemCredentials.AddCommand command, UUID credentialId, SecretHmac hmac) {
    synchronized (index) {
      Optional<SystemRow> found = index.system(by, command.id());
      if (found.isEmpty()) {
        return Addition.UNKNOWN_SYSTEM;
      }
      Instant now = clock.instant();
      SystemRow system = found.get();
      if (system.credentials.stream().filter(row -> row.isLive(now)).count()
          >= SystemCredentials.MOST_AT_ONCE) {
        return Addition.TOO_MANY;
      }
      Duration lifetime = command.expiry().lifetime();
      var credential =
          new Credential(
              credentialId,
              command.scopes(),
              lifetime.isZero() ? Optional.empty() : Optional.of(now.plus(lifetime)));
      system.credentials.add(new SystemRow.CredentialRow(credential, hmac, now));
      audit.record(by.actor(), AuditAction.CREDENTIAL_ADDED, system, credentialId.toString());
      return Addition.ADDED;
    }
  }

  @Override
  public boolean rotate(
      Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap) {
    synchronized (index) {
      Optional<SystemRow> found = index.system(by, id);
      found.ifPresent(system -> {
        Instant now = clock.instant();
        system.rotate(credentialId, hmac, now, now.plus(overlap));
        audit.record(by.actor(), AuditAction.CREDENTIAL_ADDED, system, credentialId.toString());
      });
      return found.isPresent();
    }
  }

  @Override
  public boolean revoke(Authority by, SystemId id, UUID credential) {
    synchronized (index) {
      Optional<SystemRow> system = index.system(by, id);
      Optional<SystemRow.CredentialRow> meant =
          system.stream()
              .flatMap(row -> row.credentials.stream())
              .filter(row -> row.credential.id().equals(credential))
              .findFirst();
      meant
          .filter(row -> row.revokedAt.isEmpty())
          .ifPresent(row -> {
            row.revokedAt = Optional.of(clock.instant());
            audit.record(
                by.actor(),
                AuditAction.CREDENTIAL_REVOKED,
                system.orElseThrow(),
                credential.toString());
          });
      return meant.isPresent();
    }
  }
}
