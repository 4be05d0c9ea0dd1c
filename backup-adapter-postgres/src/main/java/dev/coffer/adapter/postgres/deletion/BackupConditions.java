package dev.coffer.adapter.postgres.deletion;

import dev.coffer.adapter.postgres.connection.VaultTime;

/** Conditions on a row {@code b} of vault.backup, for statements of this package. */
final class BackupConditions {

  /** Stored, and not deleted. */
  static final String IS_AVAILABLE = " b.state = 'available' ";

  /**
   * Deleted, with contents that are not purged yet. Failed uploads are left out: they have no size.
   */
  static final String IS_DELETED = " b.state = 'deleting' and b.size_bytes is not null ";

  /** Held until a date that has not come, by clock and reference alike. */
  static final String IS_HELD =
      " coalesce(b.hold_until > (select least(t.clock, t.reference) from vault.time t), false) ";

  /** Pinned, or held. */
  static final String IS_PROTECTED = " (b.pinned or " + IS_HELD + ") ";

  /**
   * Removed by retention, which is halted in its organization since: it stays restorable until that
   * was accepted, unless it is erased.
   */
  static final String IS_KEPT_BY_HALT =
      """
      (not b.is_counted
        and b.size_bytes is not null
        and exists (select from vault.retention_halt h
                     where h.organization_id = b.organization_id and h.accepted_at is null)
        and not exists (select
                          from vault.erasure e
                          join vault.erased_backup x on x.erasure_id = e.id
                         where e.finished_at is null
                           and e.organization_id = b.organization_id
                           and x.backup_id = b.id))\
      """;

  /**
   * A deleted backup that can be restored: no purge of it was ever claimed, and none can be claimed
   * now, because its grace period has not ended or because removals are halted.
   */
  static final String IS_IN_GRACE =
      " (b.lease_token is null and b.purge_error is null and (b.purge_after > clock_timestamp() or not "
          + VaultTime.MAY_REMOVE
          + " or "
          + IS_KEPT_BY_HALT
          + ")) ";

  /** In the scope of an authority. */
  static final String IS_IN_SCOPE =
      " b.organization_id between :first_organization and :last_organization ";

  private BackupConditions() {}
}
