package dev.coffer.testkit.memory;

import dev.coffer.application.port.out.Access;
import dev.coffer.application.port.out.SecretHmac;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Credential;
import dev.coffer.domain.ManagedSystem;
import dev.coffer.domain.SystemId;
import dev.coffer.domain.SystemState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A system with its credentials and counts; guarded by the lock of {@link InMemoryIndex}. */
final class SystemRow {

  private record CredentialRow(Credential credential, SecretHmac hmac) {

    boolean isLive(Instant now) {
      return credential.expiresAt().map(now::isBefore).orElse(true);
    }

    CredentialRow endingAt(Instant end) {
      Instant earlier = credential.expiresAt().filter(end::isAfter).orElse(end);
      return new CredentialRow(
          new Credential(credential.id(), credential.scopes(), Optional.of(earlier)), hmac);
    }
  }

  final ManagedSystem registered;
  UUID organizationId;
  SystemState state;
  long lastNumber;
  long revision;
  long used;
  long reserved;
  final List<Instant> accepted = new ArrayList<>();
  private final List<CredentialRow> credentials = new ArrayList<>();

  SystemRow(ManagedSystem registered, Credential credential, SecretHmac hmac) {
    this.registered = registered;
    this.organizationId = registered.organizationId();
    this.state = registered.state();
    credentials.add(new CredentialRow(credential, hmac));
  }

  UUID uuid() {
    return registered.uuid();
  }

  SystemId key() {
    return registered.id();
  }

  ManagedSystem system() {
    return new ManagedSystem(
        registered.uuid(),
        organizationId,
        registered.id(),
        registered.label(),
        state,
        registered.cap(),
        new ByteSize(used));
  }

  Access access(List<SecretHmac> candidates, Instant now) {
    return new Access(
        system(),
        credentials.stream()
            .filter(row -> row.isLive(now) && candidates.contains(row.hmac()))
            .map(CredentialRow::credential)
            .findFirst());
  }

  boolean stands(UUID credentialId, Instant now) {
    return credentials.stream()
        .anyMatch(row -> row.credential().id().equals(credentialId) && row.isLive(now));
  }

  void rotate(UUID credentialId, SecretHmac hmac, Instant end) {
    var successor =
        new Credential(credentialId, credentials.getLast().credential().scopes(), Optional.empty());
    credentials.replaceAll(row -> row.endingAt(end));
    credentials.add(new CredentialRow(successor, hmac));
  }
}
