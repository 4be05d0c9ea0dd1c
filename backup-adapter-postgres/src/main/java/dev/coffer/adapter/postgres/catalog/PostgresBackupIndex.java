package dev.coffer.adapter.postgres.catalog;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.BlockRows;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.access.Access;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Owner;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/** A system's own list and its single backups. Thread-safe. */
public final class PostgresBackupIndex implements BackupIndex {

  private static final String LIST_TEMPLATE =
      """
      select %1$s,
             s.revision,
             c.id as credential_id, c.scopes, c.expires_at,
             %2$s
        from vault.managed_system s
        left join lateral (
             select c.id, c.scopes, c.expires_at
               from vault.credential c
              where c.system_id = s.id
                and encode(c.secret_hmac, 'hex') = any (:hmacs)
                and c.revoked_at is null
                and (c.expires_at is null or c.expires_at > (select t.at from vault.time t))
              limit 1) c on true
        left join lateral (
             select b.id, %3$s
               from vault.backup b
              where b.system_id = s.id
                and b.state = 'available'
                and s.state in ('active', 'paused')
                and 'list' = any (c.scopes)
                %4$s) b on true
       where lower(s.key) = lower(:key)
         and s.key = :key
       order by b.number desc
      """;

  private static final String WINDOW =
      """
      and b.number < :below
      and date_trunc('second', b.received_at) between cast(:since as timestamptz)
                                                  and cast(:until as timestamptz)
      order by b.number desc
      limit :max\
      """;

  /**
   * Recognises the system and lists its backups in one statement on one connection. No row: the
   * system is unknown. Null credential: the secret is wrong, and no backup was read. Null backup:
   * the list is empty. The lateral range scan on backup_list costs the same at any size of the
   * table.
   */
  public static final String LIST =
      LIST_TEMPLATE.formatted(Rows.SYSTEM, Rows.BACKUP, Rows.BACKUP_VALUES, "");

  /** A part of {@link #LIST}: the same range scan, ended after {@code :max} rows. */
  public static final String LIST_WINDOW =
      LIST_TEMPLATE.formatted(Rows.SYSTEM, Rows.BACKUP, Rows.BACKUP_VALUES, WINDOW);

  /** A key that no system has. */
  private static final String NO_SYSTEM = "";

  /** Shorter than for other statements: a health check that answers late is useless. */
  private static final String TIME_LIMIT = "set local statement_timeout = '3s'";

  private static final String IS_READ_ONLY =
      "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean";

  private static final String FIND =
      """
      select %s, b.object_key, b.write_token,
             b.organization_id, b.system_id, c.id as copy_id, c.drive_id
        from vault.backup b
        left join vault.copy c on c.backup_id = b.id and c.status = 'finished'
        left join vault.drive d on d.id = c.drive_id
       where b.system_id = :system
         and b.id = :backup
         and b.extension = :extension
         and b.state = 'available'
       order by d.position nulls last, c.id
      """
          .formatted(Rows.BACKUP);

  private static final String LOCK_SYSTEM_OF_COPY =
      """
      select s.id
        from vault.managed_system s
       where s.id = (select b.system_id
                       from vault.copy c
                       join vault.backup b on b.id = c.backup_id
                      where c.id = :copy)
         for no key update
      """;

  /** If another intact copy exists, this one is due to be recreated from it. */
  private static final String FAIL_COPY =
      """
      update vault.copy c
         set status = 'failed', last_error = :finding, updated_at = clock_timestamp(), attempts = 0,
             damaged_at = clock_timestamp(), scrub_requested_at = null,
             next_attempt_at = (select clock_timestamp()
                                 where exists (select 1
                                                 from vault.copy s
                                                where s.backup_id = c.backup_id
                                                  and s.id <> c.id
                                                  and s.status = 'finished'))
       where c.id = :copy
         and c.status = 'finished'
      returning c.backup_id
      """;

  private static final String MARK_BACKUP_DAMAGED =
      """
      update vault.backup b
         set damaged = true, updated_at = clock_timestamp()
       where b.id = :backup
         and b.state = 'available'
         and not exists (select 1 from vault.copy c where c.backup_id = b.id and c.status = 'finished')
      """;

  private final Database database;

  public PostgresBackupIndex(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Listing> list(SystemId id, List<SecretHmac> candidates, ListWindow window) {
    return database.listing(
        "list",
        handle ->
            (window.equals(ListWindow.ALL)
                    ? handle.createQuery(LIST)
                    : bind(handle.createQuery(LIST_WINDOW), window))
                .bind("key", id.value())
                .bindArray("hmacs", String.class, Rows.hexes(candidates))
                .scanResultSet((rows, context) -> listing(rows.get())));
  }

  @Override
  public Condition condition() {
    boolean readOnly =
        database.listing(
            "health check",
            handle ->
                handle.inTransaction(transaction -> {
                  transaction.execute(TIME_LIMIT);
                  var _ =
                      transaction
                          .createQuery(LIST)
                          .bind("key", NO_SYSTEM)
                          .bindArray("hmacs", String.class, List.of())
                          .scanResultSet((rows, context) -> rows.get().next());
                  return transaction.createQuery(IS_READ_ONLY).mapTo(Boolean.class).one();
                }));
    if (readOnly) {
      return Condition.READ_ONLY;
    }
    return database.isFull() ? Condition.FULL : Condition.WRITABLE;
  }

  private static Query bind(Query query, ListWindow window) {
    return query
        .bind("below", window.below().orElse(Long.MAX_VALUE))
        .bind("since", window.since().map(Rows::timestamp).orElse("-infinity"))
        .bind("until", window.until().map(Rows::timestamp).orElse("infinity"))
        // Null means no limit.
        .bind("max", window.max() == 0 ? null : window.max());
  }

  private static Optional<Listing> listing(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    Access access = Rows.access(rows);
    long revision = rows.getLong("revision");
    return Optional.of(new Listing(access, revision, Rows.backups(rows)));
  }

  @Override
  public Optional<StoredBackup> find(UUID systemUuid, BackupRef ref) {
    return database.query(
        "find",
        handle ->
            handle
                .createQuery(FIND)
                .bind("system", systemUuid)
                .bind("backup", ref.id().value())
                .bind("extension", ref.extension().suffix())
                .scanResultSet((rows, context) -> stored(rows.get())));
  }

  /**
   * Reads one row for each intact copy, or a single row without a copy if none is intact.
   *
   * <p>Columns: those of {@link Rows#backup} and {@link Rows#owner}, and object_key, write_token,
   * copy_id, drive_id.
   */
  static Optional<StoredBackup> stored(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    Backup backup = Rows.backup(rows);
    var key = new BlobKey(rows.getString("object_key"));
    var token = new WriteToken(Rows.uuid(rows, "write_token"));
    Owner owner = Rows.owner(rows);
    List<IntactCopy> intact = new ArrayList<>();
    if (rows.getObject("copy_id") != null) {
      do {
        intact.add(new IntactCopy(Rows.uuid(rows, "copy_id"), Rows.uuid(rows, "drive_id")));
      } while (rows.next());
    }
    return Optional.of(new StoredBackup(backup, owner, key, token, intact));
  }

  @Override
  public Optional<BlockDigests> blocks(StoredBackup stored) {
    return database.query(
        "find block digests",
        handle -> BlockRows.find(handle, stored.backup().id(), stored.token()));
  }

  @Override
  public void recordBlocks(StoredBackup stored, BlockDigests blocks) {
    database.query(
        "record block digests",
        handle -> BlockRows.record(handle, stored.backup().id(), stored.token(), blocks));
  }

  @Override
  public void markDamaged(UUID copyId, String finding) {
    database.transaction(
        "mark damaged",
        handle -> {
          Optional<UUID> system =
              handle
                  .createQuery(LOCK_SYSTEM_OF_COPY)
                  .bind("copy", copyId)
                  .mapTo(UUID.class)
                  .findOne();
          if (system.isEmpty()) {
            return 0;
          }
          Optional<UUID> backup =
              handle
                  .createQuery(FAIL_COPY)
                  .bind("copy", copyId)
                  .bind("finding", finding)
                  .mapTo(UUID.class)
                  .findOne();
          if (backup.isEmpty()) {
            return 0;
          }
          handle.createUpdate(MARK_BACKUP_DAMAGED).bind("backup", backup.get()).execute();
          Systems.raiseRevision(handle, system.get());
          PostgresAuditLog.record(
              handle,
              Actor.vault("check"),
              AuditAction.COPY_DAMAGED,
              new BackupId(backup.get()),
              "copy %s: %s".formatted(copyId, finding));
          return 1;
        });
  }
}
