package dev.coffer.adapter.postgres.deletion;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.adapter.postgres.connection.VaultTime;
import dev.coffer.adapter.postgres.copies.PostgresCopyQueue;
import dev.coffer.application.deletion.PurgeQueue;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.WriteToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The deleted backups whose contents are to be removed. Thread-safe. */
public final class PostgresPurgeQueue implements PurgeQueue {

  /**
   * Due rows are found by statement_timestamp(), for the reason given at {@link PostgresCopyQueue}.
   */
  public static final String CLAIM_DUE =
      """
      update vault.backup p
         set lease_owner = :owner, lease_token = gen_random_uuid(),
             lease_until = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
       where p.id in (select b.id
                        from vault.backup b
                       where b.state = 'deleting'
                         and b.purge_after <= statement_timestamp()
                         and (b.lease_until is null or b.lease_until not
      """
          + VaultTime.IS_LIVE
          + """
          )
                       and not exists (select 1
                                         from vault.copy h
                                        where h.backup_id = b.id
                                          and h.purge_held_until
          """
          + VaultTime.IS_LIVE
          + ") and "
          + VaultTime.MAY_REMOVE
          + " and not "
          + BackupConditions.IS_KEPT_BY_HALT
          + """
                           order by b.purge_after
                             for update skip locked
                           limit :max)
          returning p.id as backup_id, p.system_id, p.object_key, p.write_token, p.lease_token,
                    array(select c.drive_id from vault.copy c where c.backup_id = p.id) as drive_ids
          """;

  /** A deleted backup whose purge is still claimed under this lease. */
  private static final String IS_CLAIMED =
      " b.state = 'deleting' and b.lease_token = :lease_token ";

  private static final String RELEASE_ON_ORGANIZATION =
      """
      update vault.organization o
         set used_bytes = o.used_bytes - b.size_bytes
        from vault.backup b
       where b.id = :backup
         and b.is_counted
         and o.id = b.organization_id
         and
      """
          + IS_CLAIMED;

  private static final String RELEASE_ON_SYSTEM =
      """
      update vault.managed_system s
         set used_bytes = s.used_bytes - b.size_bytes
        from vault.backup b
       where b.id = :backup
         and b.is_counted
         and s.id = b.system_id
         and
      """
          + IS_CLAIMED;

  private static final String DELETE =
      "delete from vault.backup b where b.id = :backup and " + IS_CLAIMED;

  private static final String CONFIRM =
      "update vault.tombstone set purged_at = " + VaultTime.NOW + "where backup_id = :backup";

  private static final String POSTPONE =
      """
      update vault.backup b
         set purge_error = :reason, purge_after = clock_timestamp() + :delay * interval '1 millisecond',
             lease_owner = null, lease_token = null, lease_until = null, updated_at = clock_timestamp()
       where b.id = :backup
         and
      """
          + IS_CLAIMED;

  public static final String FORGET_TOMBSTONES =
      """
      delete from vault.tombstone
       where purged_at < statement_timestamp() - :age * interval '1 millisecond'
         and
      """
          + VaultTime.MAY_REMOVE;

  private final Database database;

  public PostgresPurgeQueue(Database database) {
    this.database = database;
  }

  @Override
  public List<Purge> claimDue(String owner, Duration lease, int max) {
    return database.transaction(
        "claim due purges",
        handle ->
            handle
                .createQuery(CLAIM_DUE)
                .bind("owner", owner)
                .bind("lease", lease.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> purge(row))
                .list());
  }

  private static Purge purge(ResultSet row) throws SQLException {
    return new Purge(
        new BackupId(Rows.uuid(row, "backup_id")),
        Rows.uuid(row, "system_id"),
        new BlobKey(row.getString("object_key")),
        new WriteToken(Rows.uuid(row, "write_token")),
        Rows.uuid(row, "lease_token"),
        Arrays.asList((UUID[]) row.getArray("drive_ids").getArray()));
  }

  @Override
  public void purged(Purge purge) {
    database.transaction(
        "record purge",
        handle -> {
          Systems.lock(handle, purge.systemUuid());
          // None of these changes anything if another instance has claimed the purge since and
          // finished it.
          update(handle, RELEASE_ON_ORGANIZATION, purge);
          update(handle, RELEASE_ON_SYSTEM, purge);
          int deleted = update(handle, DELETE, purge);
          return deleted == 0
              ? 0
              : handle.createUpdate(CONFIRM).bind("backup", purge.id().value()).execute();
        });
  }

  private static int update(Handle handle, String sql, Purge purge) {
    return handle
        .createUpdate(sql)
        .bind("backup", purge.id().value())
        .bind("lease_token", purge.leaseToken())
        .execute();
  }

  @Override
  public void postpone(Purge purge, String reason, Duration delay) {
    database.query(
        "postpone purge",
        handle ->
            handle
                .createUpdate(POSTPONE)
                .bind("backup", purge.id().value())
                .bind("lease_token", purge.leaseToken())
                .bind("reason", reason)
                .bind("delay", delay.toMillis())
                .execute());
  }

  @Override
  public void forgetTombstones(Duration age) {
    database.query(
        "forget tombstones",
        handle ->
            handle
                .createUpdate(FORGET_TOMBSTONES)
                .bind("age", age.toMillis())
                .addCustomizer(Replan.PER_CALL)
                .execute());
  }
}
