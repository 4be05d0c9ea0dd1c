package dev.coffer.testkit.memory;

import dev.coffer.application.access.Access;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A system with its credentials and counts; guarded by the lock of {@link InMemoryIndex}. */
final class SystemRow {

  static final class CredentialRow {
    final Credential credential;
    SecretHmac hmac;
    final Instant createdAt;
    Optional<Instant> expiresAt;
    Optional<Instant> revokedAt = Optional.empty();
    Optional<Instant> lastUsedAt = Optional.empty();

    CredentialRow(Credential credential, SecretHmac hmac, Instant createdAt) {
      this.credential = credential;
      this.hmac = hmac;
      this.createdAt = createdAt;
      this.expiresAt = credential.expiresAt();
    }

    boolean isLive(Instant now) {
      return revokedAt.isEmpty() && expiresAt.stream().allMatch(now::isBefore);
    }

    void used(Instant now, SecretHmac current) {
      if (lastUsedAt.stream().allMatch(at -> at.isBefore(now.minus(Duration.ofMinutes(1))))) {
        lastUsedAt = Optional.of(now);
      }
      hmac = current;
    }

    void endAt(Instant end) {
      expiresAt = Optional.of(expiresAt.filter(end::isAfter).orElse(end));
    }

    Credential credential() {
      return new Credential(credential.id(), credential.scopes(), expiresAt);
    }
  }

  ManagedSystem registered;
  UUID organizationId;
  Duration expectedInterval = Duration.ZERO;
  final Instant createdAt;
  SystemState state;
  long lastNumber;
  long revision;
  long used;
  long reserved;
  final List<Instant> accepted = new ArrayList<>();
  final List<CredentialRow> credentials = new ArrayList<>();

  SystemRow(ManagedSystem registered, Credential credential, SecretHmac hmac, Instant createdAt) {
    this.createdAt = createdAt;
    this.registered = registered;
    this.organizationId = registered.organizationId();
    this.state = registered.state();
    credentials.add(new CredentialRow(credential, hmac, createdAt));
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
            .filter(row -> row.isLive(now) && candidates.contains(row.hmac))
            .map(CredentialRow::credential)
            .findFirst());
  }

  boolean isValid(UUID credentialId, Instant now) {
    return credentials.stream()
        .anyMatch(row -> row.credential.id().equals(credentialId) && row.isLive(now));
  }

  void rotate(UUID credentialId, SecretHmac hmac, Instant now, Instant end) {
    CredentialRow newest = credentials.getLast();
    credentials.stream().filter(row -> row != newest).forEach(row -> row.endAt(now));
    newest.endAt(end);
    var successor = new Credential(credentialId, newest.credential.scopes(), Optional.empty());
    credentials.add(new CredentialRow(successor, hmac, now));
  }
}
