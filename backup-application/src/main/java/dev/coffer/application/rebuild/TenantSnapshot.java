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
 * The state of one organization, stored on a drive alongside the manifests. It has everything that
 * may change, so that the index can be rebuilt from the drive alone. After each change a new
 * snapshot is written under a higher number; a snapshot itself is never changed.
 *
 * @param number higher than that of every earlier snapshot of any organization
 * @param madeAt on the index's clock
 * @param organizationId {@link #OF_ALL} for the snapshot of what belongs to no organization
 * @param name empty for what belongs to no organization
 * @param quota 0 = no limit
 * @param policy its own; empty = the vault's policy applies
 * @param systems by key
 * @param keys API keys that are bound to it
 * @param backups those backups of its systems that are pinned, held, or deleted and within their
 *     grace period
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

  /** The id of the snapshot that has the API keys for all organizations. */
  public static final UUID OF_ALL = new UUID(0, 0);

  public TenantSnapshot {
    systems = List.copyOf(systems);
    keys = List.copyOf(keys);
    backups = List.copyOf(backups);
  }

  /**
   * A system.
   *
   * @param uuid the one in its manifests
   * @param cap 0 = no limit
   * @param expectedInterval 0 = no backup is expected
   * @param policy its own; empty = the policy of its organization applies
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
   * @param expiresAt when it expires; empty = never
   * @param revokedAt when it was revoked; empty = not revoked
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

  /** An API key; the times are as in {@link Granted}. */
  public record Key(
      UUID id,
      String name,
      Role role,
      SecretHmac hmac,
      Optional<UUID> madeBy,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {}

  /**
   * A backup with state that its manifest does not have.
   *
   * @param pinnedByPlatform whether only an authority for all organizations unpins it
   * @param heldByPlatform as above, of the hold
   * @param deletedAt empty = not deleted
   */
  public record Marked(
      BackupId id,
      UUID systemUuid,
      boolean pinned,
      boolean pinnedByPlatform,
      Optional<Instant> holdUntil,
      boolean heldByPlatform,
      Optional<Instant> deletedAt) {}
}
