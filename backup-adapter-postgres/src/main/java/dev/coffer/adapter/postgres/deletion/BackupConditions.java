package dev.coffer.adapter.postgres.deletion;

import dev.coffer.adapter.postgres.connection.VaultTime;

/** Conditions on a row {@code b} of vault.backup, for statements of this package. */
final class BackupConditions {

  /** Stored, and deleted by nobody. */
  static final String IS_AVAILABLE = " b.state = 'available' ";

  /** Deleted, and its data is not gone; attempts that failed have no size. */
  static final String IS_DELETED = " b.state = 'deleting' and b.size_bytes is not null ";

  /** Pinned, or held until a date that has not come, by clock and reference alike. */
  static final String IS_PROTECTED =
      " (b.pinned or coalesce(b.hold_until > (select least(t.clock, t.reference) from vault.time t), false)) ";

  /**
   * A deleted backup that can be restored: no purge of it was ever claimed or is due, or none is
   * claimed because removals are halted.
   */
  static final String IS_IN_GRACE =
      " (b.lease_token is null and b.purge_error is null and (b.purge_after > clock_timestamp() or not "
          + VaultTime.MAY_REMOVE
          + ")) ";

  /** In the scope of an authority. */
  static final String IS_IN_SCOPE =
      " b.organization_id between :first_organization and :last_organization ";

  private BackupConditions() {}
}
