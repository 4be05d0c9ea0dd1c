package dev.coffer.application.rebuild;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The state of one organization as it is kept on a drive, beside the manifests: all that may
 * change, so that the index can be rebuilt from the drive alone. A new one is written after each
 * change, under a higher number; none is ever changed.
 *
 * @param number higher than that of every one made before, of whatever organization
 * @param madeAt on the index's clock
 * @param organizationId {@link #OF_ALL} for what belongs to no organization
 * @param name empty for what belongs to no organization
 * @param quota 0 = no limit
 * @param policy its own; empty = that of the vault
 * @param systems by key
 * @param keys API keys that are bound to it
 * @param backups of its systems, those that are pinned, held, or deleted and within their grace
 */
public record TenantSnapshot(
    UUID vaultId,
    long number,
    Instant madeAt,
    UUID organizationId,
    String name,
    ByteSize quota,
    Optional<RetentionPolicy> policy,
    List<Member> systems,
    List<Key> keys,
    List<Marked> backups) {

  /** Where the API keys for all organizations are. */
  public static final UUID OF_ALL = new UUID(0, 0);

  public TenantSnapshot {
    systems = List.copyOf(systems);
    keys = List.copyOf(keys);
    backups = List.copyOf(backups);
  }

  /**
   * A system.
   *
   * @param uuid that of its manifests
   * @param cap 0 = no limit
   * @param expectedInterval 0 = no backup is expected at any time
   * @param policy its own; empty = the one of its organization
   */
  public record Member(
      UUID uuid,
      SystemId id,
      String label,
      SystemState state,
      ByteSize cap,
      Duration expectedInterval,
      Instant createdAt,
      Optional<RetentionPolicy> policy,
      List<Granted> credentials) {

    public Member {
      credentials = List.copyOf(credentials);
    }
  }

  /**
   * A credential, revoked or not.
   *
   * @param expiresAt from when on it is refused; empty = never
   * @param revokedAt since when it is refused; empty = not revoked
   */
  public record Granted(
      UUID id,
      SecretHmac hmac,
      Set<Scope> scopes,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {

    public Granted {
      scopes = Set.copyOf(scopes);
    }
  }

  /** An API key, as {@link Granted}. */
  public record Key(
      UUID id,
      String name,
      Role role,
      SecretHmac hmac,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {}

  /**
   * A backup of which more is to be known than its manifest tells.
   *
   * @param deletedAt empty = it is not
   */
  public record Marked(
      BackupId id,
      UUID systemUuid,
      boolean pinned,
      Optional<Instant> holdUntil,
      Optional<Instant> deletedAt) {}
}
