package dev.coffer.adapter.postgres.copies;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.application.copies.Copies.DamageState;
import dev.coffer.application.copies.Copies.DamagedCopy;
import dev.coffer.application.copies.Copies.Manifests;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.application.copies.CopyQueue.Requested;
import dev.coffer.application.copies.CopyQueue.Selection;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Operators' requests for copies, and their progress. Each statement with a selection has two
 * variants, for all systems and for one system, because each starts from a different index.
 * Thread-safe.
 */
public final class CopyRequests {

  /** Uses the conditions of the partial indexes copy_under_way and copy_failed. */
  public static final String BACKLOG =
      """
      select w.copies as waiting, w.bytes as waiting_bytes, f.copies as failed, f.bytes as failed_bytes
        from (select count(*) as copies, coalesce(sum(b.size_bytes), 0) as bytes
                from vault.copy c
                join vault.backup b on b.id = c.backup_id and b.state = 'available'
               where c.drive_id = :drive
                 and c.status in ('pending', 'running')
                 and c.attempts < 10) w
       cross join
             (select count(*) as copies, coalesce(sum(b.size_bytes), 0) as bytes
                from vault.copy c
                join vault.backup b on b.id = c.backup_id and b.state = 'available'
               where c.drive_id = :drive
                 and (c.status = 'failed' or (c.status in ('pending', 'running') and c.attempts >= 10))) f
      """;

  /** Limits a statement to one system, whose backups have an index of their own. */
  private static final String OF_SYSTEM = " and %s.system_id = :system\n";

  private static final String REQUEST_TEMPLATE =
      """
      with requested as (
           update vault.copy c
              set scrub_after = least(c.scrub_after, clock_timestamp()), scrub_requested_at = clock_timestamp()
             from vault.backup b
            where b.id = c.backup_id
              and c.id in (select d.id
                             from vault.copy d
                             join vault.backup a on a.id = d.backup_id and a.state = 'available'
                            where d.id > :after
                              and d.drive_id = any (:drives)
                              and (d.status = 'finished' or (d.status = 'failed' and d.damaged_at is not null))
                            %s
                            order by d.id
                            limit :max)
           returning c.id, b.size_bytes)
      select count(*) as copies, coalesce(sum(a.size_bytes), 0) as bytes,
             (select l.id from requested l order by l.id desc limit 1) as last
        from requested a
      """;

  /**
   * Reads copies in the order of the primary key, so that all batches together read the table once.
   */
  public static final String REQUEST = REQUEST_TEMPLATE.formatted("");

  public static final String REQUEST_OF_SYSTEM =
      REQUEST_TEMPLATE.formatted(OF_SYSTEM.formatted("a"));

  public static final String PENDING_SCRUBS =
      """
      select count(*) as copies, coalesce(sum(b.size_bytes), 0) as bytes
        from vault.copy c
        join vault.backup b on b.id = c.backup_id and b.state = 'available'
       where c.scrub_requested_at is not null
         and c.status in ('finished', 'failed')
         and c.drive_id = any (:drives)
      """;

  public static final String PENDING_SCRUBS_OF_SYSTEM = PENDING_SCRUBS + OF_SYSTEM.formatted("b");

  /** Copies that were found damaged since then, or earlier and are not repaired. */
  private static final String DAMAGED_TEMPLATE =
      """
      select c.backup_id, s.key, d.label, c.last_error, c.status,
             c.damaged_at < cast(:since as timestamptz) as known_before
        from vault.copy c
        join vault.backup b on b.id = c.backup_id
        join vault.managed_system s on s.id = b.system_id
        join vault.drive d on d.id = c.drive_id
       where c.damaged_at is not null
         and (c.damaged_at >= cast(:since as timestamptz)
              or (c.status <> 'finished' and b.state = 'available'))
         and c.drive_id = any (:drives)
         %s
       order by c.damaged_at, c.id
      """;

  public static final String DAMAGED = DAMAGED_TEMPLATE.formatted("");

  public static final String DAMAGED_OF_SYSTEM =
      DAMAGED_TEMPLATE.formatted(OF_SYSTEM.formatted("b"));

  private static final String MANIFESTS_TEMPLATE =
      """
      select (select count(*)
                from vault.copy c
                join vault.backup b on b.id = c.backup_id and b.state = 'available'
               where c.manifest_rewritten_at >= cast(:since as timestamptz)
                 and c.drive_id = any (:drives)
                 %1$s) as rewritten,
             (select count(*)
                from vault.copy c
                join vault.backup b on b.id = c.backup_id and b.state = 'available'
               where c.manifest_missing_at is not null
                 and c.drive_id = any (:drives)
                 %1$s) as missing
      """;

  public static final String MANIFESTS = MANIFESTS_TEMPLATE.formatted("");

  public static final String MANIFESTS_OF_SYSTEM =
      MANIFESTS_TEMPLATE.formatted(OF_SYSTEM.formatted("b"));

  private final Database database;

  CopyRequests(Database database) {
    this.database = database;
  }

  Backlog backlog(UUID driveId) {
    return database.query(
        "count the backlog of a drive",
        handle ->
            handle
                .createQuery(BACKLOG)
                .bind("drive", driveId)
                .map((row, context) ->
                    new Backlog(
                        row.getLong("waiting"),
                        new ByteSize(row.getLong("waiting_bytes")),
                        row.getLong("failed"),
                        new ByteSize(row.getLong("failed_bytes"))))
                .one());
  }

  Requested requestScrubs(Selection selection, UUID after, int max) {
    String statement = selection.systemUuid().isPresent() ? REQUEST_OF_SYSTEM : REQUEST;
    return database.transaction(
        "request scrubs",
        handle ->
            bind(handle.createQuery(statement), selection)
                .bind("after", after)
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) ->
                    new Requested(
                        row.getLong("copies"),
                        new ByteSize(row.getLong("bytes")),
                        Optional.ofNullable(row.getObject("last", UUID.class))))
                .one());
  }

  /** Counts the pending copies first, so that no damage that is found in the meantime is missed. */
  ScrubProgress scrubs(Selection selection, Instant since) {
    String statement =
        selection.systemUuid().isPresent() ? PENDING_SCRUBS_OF_SYSTEM : PENDING_SCRUBS;
    return database.query(
        "find scrubs",
        handle ->
            bind(handle.createQuery(statement), selection)
                .map((row, context) ->
                    new ScrubProgress(
                        row.getLong("copies"),
                        new ByteSize(row.getLong("bytes")),
                        damaged(handle, selection, since),
                        manifests(handle, selection, since)))
                .one());
  }

  private static List<DamagedCopy> damaged(Handle handle, Selection selection, Instant since) {
    String statement = selection.systemUuid().isPresent() ? DAMAGED_OF_SYSTEM : DAMAGED;
    return bind(handle.createQuery(statement), selection)
        .bind("since", since.toString())
        .map((row, context) -> damaged(row))
        .list();
  }

  private static Manifests manifests(Handle handle, Selection selection, Instant since) {
    String statement = selection.systemUuid().isPresent() ? MANIFESTS_OF_SYSTEM : MANIFESTS;
    return bind(handle.createQuery(statement), selection)
        .bind("since", since.toString())
        .map((row, context) -> new Manifests(row.getLong("rewritten"), row.getLong("missing")))
        .one();
  }

  private static DamagedCopy damaged(ResultSet row) throws SQLException {
    return new DamagedCopy(
        new BackupId(Rows.uuid(row, "backup_id")),
        new SystemId(row.getString("key")),
        row.getString("label"),
        Optional.ofNullable(row.getString("last_error")),
        DamageState.of(CopyStatus.valueOf(Rows.upper(row.getString("status")))),
        row.getBoolean("known_before"));
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Selection selection) {
    S bound = statement.bindArray("drives", UUID.class, selection.drives().toArray());
    return selection.systemUuid().map(system -> bound.bind("system", system)).orElse(bound);
  }
}
