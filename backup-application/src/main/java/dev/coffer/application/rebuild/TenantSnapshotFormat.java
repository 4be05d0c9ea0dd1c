package dev.coffer.application.rebuild;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SignedLine;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads tenant snapshots and high-water marks: one {@link SignedLine} of JSON, with
 * times in UTC and durations in seconds. As in manifests, fields are only ever added.
 */
public final class TenantSnapshotFormat {

  private static final int VERSION = 1;

  private final JsonMapper json =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final SignedLine snapshots;
  private final SignedLine marks;

  public TenantSnapshotFormat(Keyring keyring) {
    this.snapshots = new SignedLine(keyring, "tenant snapshot");
    this.marks = new SignedLine(keyring, "high-water mark");
  }

  private record SnapshotLine(
      int v,
      UUID vaultId,
      long number,
      Instant madeAt,
      UUID organizationId,
      String name,
      long quotaBytes,
      Optional<SequencedMap<String, Long>> policy,
      List<Member> systems,
      List<Key> keys,
      List<Marked> backups) {

    static SnapshotLine of(TenantSnapshot snapshot) {
      return new SnapshotLine(
          VERSION,
          snapshot.vaultId(),
          snapshot.number(),
          snapshot.madeAt(),
          snapshot.organizationId(),
          snapshot.name(),
          snapshot.quota().bytes(),
          snapshot.policy().map(RetentionPolicy::numbers),
          snapshot.systems().stream().map(Member::of).toList(),
          snapshot.keys().stream().map(Key::of).toList(),
          snapshot.backups().stream().map(Marked::of).toList());
    }
  }

  private record Member(
      UUID id,
      String key,
      String label,
      String state,
      long capBytes,
      long expectedIntervalSeconds,
      Instant createdAt,
      Optional<SequencedMap<String, Long>> policy,
      List<Granted> credentials) {

    static Member of(TenantSnapshot.Member system) {
      return new Member(
          system.uuid(),
          system.id().value(),
          system.label(),
          lower(system.state()),
          system.cap().bytes(),
          system.expectedInterval().toSeconds(),
          system.createdAt(),
          system.policy().map(RetentionPolicy::numbers),
          system.credentials().stream().map(Granted::of).toList());
    }
  }

  private record Granted(
      UUID id,
      String pepperId,
      String secretHmac,
      List<String> scopes,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {

    static Granted of(TenantSnapshot.Granted credential) {
      return new Granted(
          credential.id(),
          credential.hmac().pepperId(),
          credential.hmac().hex(),
          credential.scopes().stream().map(TenantSnapshotFormat::lower).sorted().toList(),
          credential.createdAt(),
          credential.expiresAt(),
          credential.revokedAt());
    }
  }

  private record Key(
      UUID id,
      String name,
      String role,
      String pepperId,
      String secretHmac,
      Optional<UUID> madeBy,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {

    static Key of(TenantSnapshot.Key key) {
      return new Key(
          key.id(),
          key.name(),
          lower(key.role()),
          key.hmac().pepperId(),
          key.hmac().hex(),
          key.madeBy(),
          key.createdAt(),
          key.expiresAt(),
          key.revokedAt());
    }
  }

  private record Marked(
      UUID id,
      UUID systemId,
      boolean pinned,
      boolean pinnedByPlatform,
      Optional<Instant> holdUntil,
      boolean heldByPlatform,
      Optional<Instant> deletedAt) {

    static Marked of(TenantSnapshot.Marked backup) {
      return new Marked(
          backup.id().value(),
          backup.systemUuid(),
          backup.pinned(),
          backup.pinnedByPlatform(),
          backup.holdUntil(),
          backup.heldByPlatform(),
          backup.deletedAt());
    }
  }

  private record MarkLine(
      int v, UUID vaultId, long number, Instant madeAt, Optional<Instant> newestReceivedAt) {}

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  byte[] write(TenantSnapshot snapshot) {
    return snapshots.write(json.writeValueAsString(SnapshotLine.of(snapshot)));
  }

  byte[] write(HighWater mark) {
    return marks.write(
        json.writeValueAsString(
            new MarkLine(
                VERSION, mark.vaultId(), mark.number(), mark.madeAt(), mark.newestReceivedAt())));
  }
}
