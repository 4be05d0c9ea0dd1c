package dev.coffer.adapter.postgres.copies;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.adapter.postgres.connection.VaultTime;
import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.WriteToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * The copies of a drive that are to be made, and the scrubs. Due rows are found by
 * statement_timestamp(), which can be looked up in an index. clock_timestamp() may change from row
 * to row, so the server would have to test each row. Leases are compared with {@link VaultTime}.
 * Longer than other files because the statements of one queue belong side by side. Thread-safe.
 */
public final class PostgresCopyQueue implements CopyQueue {

  /**
   * Reads backups in the order of the primary key, so that all batches together read the table
   * once.
   */
  private static final String PLAN =
      """
      with looked as (
           select b.id, b.state
             from vault.backup b
            where b.id > :after
            order by b.id
            limit :max),
           planned as (
           insert into vault.copy (backup_id, drive_id, status, backfill, next_attempt_at)
           select l.id, :drive, 'pending', true, clock_timestamp()
             from looked l
            where l.state = 'available'
              and not exists (select 1 from vault.copy c where c.backup_id = l.id and c.drive_id = :drive)
           on conflict (backup_id, drive_id) do nothing
           returning id)
      select (select count(*) from planned) as copies,
             (select l.id from looked l order by l.id desc limit 1) as last
      """;

  /**
   * Copies whose lease is over become due, also those whose lease a wrong clock has set too far
   * ahead. Few copies are running at a time.
   */
  public static final String END_LEASES =
      """
      update vault.copy
         set next_attempt_at = statement_timestamp()
       where status = 'running'
         and lease_token is not null
         and drive_id = :drive
         and next_attempt_at > statement_timestamp()
         and next_attempt_at not
      """
          + VaultTime.IS_LIVE;

  /**
   * The outer query sees the copies as they were before the update. That makes no difference: it
   * reads finished copies only, and the update claims none of those.
   */
  public static final String CLAIM =
      """
      with claimed as (
           update vault.copy c
              set status = 'running', attempts = c.attempts + 1, lease_owner = :owner,
                  lease_token = gen_random_uuid(), updated_at = clock_timestamp(),
                  next_attempt_at = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
            where c.id in (select d.id
                             from vault.copy d
                             join vault.backup b on b.id = d.backup_id
                            where d.drive_id = :drive
                              and d.backfill = :backfill
                              and d.next_attempt_at <= statement_timestamp()
                              and b.state = 'available'
                            order by d.next_attempt_at
                              for update of d skip locked
                            limit :max)
           returning c.id, c.backup_id, c.drive_id, c.lease_token, c.attempts)
      select j.id as copy_id, j.drive_id, j.lease_token, j.attempts,
             b.organization_id, b.system_id, %s, b.object_key, b.write_token,
             array(select s.id
                     from vault.copy s
                     join vault.drive d on d.id = s.drive_id
                    where s.backup_id = b.id and s.status = 'finished'
                    order by d.position nulls last, s.id) as intact_ids,
             array(select s.drive_id
                     from vault.copy s
                     join vault.drive d on d.id = s.drive_id
                    where s.backup_id = b.id and s.status = 'finished'
                    order by d.position nulls last, s.id) as intact_drives
        from claimed j
        join vault.backup b on b.id = j.backup_id
       order by b.received_at, b.id
      """
          .formatted(Rows.BACKUP);

  private static final String STATE_IN_SCOPE =
      """
      select b.state
        from vault.backup b
       where b.id = :backup
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
      """;

  /** A running copy stays as it is: an instance holds a lease on it. */
  private static final String RETRY =
      """
      update vault.copy c
         set status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), lease_owner = null,
             lease_token = null, updated_at = clock_timestamp()
        from vault.backup b
       where b.id = c.backup_id
         and b.id = :backup
         and b.state = 'available'
         and b.organization_id between :first_organization and :last_organization
         and (c.status = 'failed' or (c.status = 'pending' and c.attempts >= 10))
      """;

  private static final String RENEW =
      """
      update vault.copy
         set next_attempt_at = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
       where lease_token = any (:tokens)
         and status = 'running'
         and next_attempt_at
      """
          + VaultTime.IS_LIVE
          + "returning lease_token";

  private static final String HAS_BACKUP =
      "select damaged from vault.backup where id = :backup and state in ('available', 'deleting')";

  /**
   * Also finishes the copy of a backup that is being deleted: its purge removes the contents from
   * every drive. Returns whether the copy had been stored before.
   */
  private static final String FINISH =
      """
      update vault.copy c
         set status = 'finished', path = b.object_key, verified_at = clock_timestamp(), last_error = null,
             next_attempt_at = null, lease_owner = null, lease_token = null, updated_at = clock_timestamp(),
             scrub_requested_at = null, manifest_missing_at = null,
             scrub_after = clock_timestamp() + :first_scrub * interval '1 millisecond'
        from vault.copy before
        join vault.backup b on b.id = before.backup_id
       where before.id = :copy
         and c.id = before.id
         and c.status = 'running'
         and c.lease_token = :token
         and c.next_attempt_at
      """
          + VaultTime.IS_LIVE
          + "returning before.path is not null";

  private static final String MARK_BACKUP_INTACT =
      """
      update vault.backup
         set damaged = false, updated_at = clock_timestamp()
       where id = :backup
         and damaged
      """;

  private static final String FAIL =
      """
      update vault.copy c
         set status = case when c.attempts >= :giving_up then 'failed' else 'pending' end,
             last_error = :reason, lease_owner = null, lease_token = null, updated_at = clock_timestamp(),
             next_attempt_at = clock_timestamp() + interval '1 millisecond'
                 * case when c.attempts >= :giving_up then :given_up
                        else random() * least(:longest, :first * 2 ^ (c.attempts - 1)) end
       where c.id = :copy
         and c.status = 'running'
         and c.lease_token = :token
      """;

  private static final String FAIL_DUE =
      """
      update vault.copy c
         set status = case when c.attempts + 1 >= :giving_up then 'failed' else 'pending' end,
             attempts = c.attempts + 1, last_error = :reason, updated_at = clock_timestamp(),
             next_attempt_at = clock_timestamp() + interval '1 millisecond'
                 * case when c.attempts + 1 >= :giving_up then :given_up
                        else random() * least(:longest, :first * 2 ^ c.attempts) end
       where c.id in (select d.id
                        from vault.copy d
                       where d.drive_id = :drive
                         and d.status in ('pending', 'failed')
                         and d.next_attempt_at <= cast(:now as timestamptz)
                         for update skip locked
                       limit :max)
      """;

  private static final String RETRY_NOW =
      """
      update vault.copy c
         set next_attempt_at = cast(:now as timestamptz)
       where c.id in (select d.id
                        from vault.copy d
                       where d.drive_id = :drive
                         and d.status in ('pending', 'failed')
                         and d.next_attempt_at > cast(:now as timestamptz)
                         for update skip locked
                       limit :max)
      """;

  private static final String CLAIM_SCRUBS_TEMPLATE =
      """
      update vault.copy c
         set scrub_after = clock_timestamp() + :retry * interval '1 millisecond'
        from vault.backup b
       where b.id = c.backup_id
         and c.id in (select d.id
                        from vault.copy d
                        join vault.backup a on a.id = d.backup_id and a.state = 'available'
                       where d.drive_id = :drive
                         and %s
                         and d.scrub_after <= statement_timestamp()
                       order by d.scrub_after
                         for update of d skip locked
                       limit :max)
      returning c.id as copy_id, c.drive_id, b.organization_id, b.system_id,
                %s, b.object_key, b.write_token
      """;

  public static final String CLAIM_SCRUBS =
      CLAIM_SCRUBS_TEMPLATE.formatted("d.status = 'finished'", Rows.BACKUP);

  public static final String CLAIM_SCRUBS_OF_DAMAGED =
      CLAIM_SCRUBS_TEMPLATE.formatted(
          "d.status = 'failed' and d.damaged_at is not null", Rows.BACKUP);

  /**
   * The interval varies by a tenth in both directions, so that copies that were stored together are
   * not always read together.
   */
  private static final String SCRUBBED =
      """
      update vault.copy
         set updated_at = clock_timestamp(), scrub_requested_at = null,
             scrub_after = clock_timestamp() + :next * (0.9 + 0.2 * random()) * interval '1 millisecond',
             manifest_missing_at = case when :manifest = 'missing' then coalesce(manifest_missing_at, clock_timestamp()) end,
             manifest_rewritten_at = case when :manifest = 'rewritten' then clock_timestamp()
                                          else manifest_rewritten_at end
             %s
       where id = :copy
         and status = '%s'
      """;

  private static final String SCRUBBED_INTACT =
      SCRUBBED.formatted(", verified_at = clock_timestamp()", "finished");

  private static final String SCRUBBED_DAMAGED = SCRUBBED.formatted("", "failed");

  private static final String SCRUBBED_INTACT_AGAIN =
      SCRUBBED.formatted(
          """
          , status = 'finished', verified_at = clock_timestamp(), last_error = null, attempts = 0,
            next_attempt_at = null
          """,
          "failed");

  private static final String HOLD_PURGE =
      """
      update vault.copy c
         set purge_held_until = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
        from vault.backup b
       where c.id = :copy
         and b.id = c.backup_id
         and b.state = 'available'
      """;

  private static final String RELEASE_PURGE =
      "update vault.copy set purge_held_until = null where id = :copy and purge_held_until is not null";

  private static final String NOW = "select statement_timestamp()";

  private static final int BATCH = 10_000;

  private final Database database;
  private final CopyRequests requests;

  public PostgresCopyQueue(Database database) {
    this.database = database;
    this.requests = new CopyRequests(database);
  }

  @Override
  public Planned plan(UUID driveId, UUID after, int max) {
    return database.query(
        "plan copies",
        handle ->
            handle
                .createQuery(PLAN)
                .bind("drive", driveId)
                .bind("after", after)
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) ->
                    new Planned(
                        row.getInt("copies"),
                        Optional.ofNullable(row.getObject("last", UUID.class))))
                .one());
  }

  @Override
  public List<Job> claim(UUID driveId, JobKind kind, String owner, Duration lease, int max) {
    return database.transaction(
        "claim copies",
        handle -> {
          handle.createUpdate(END_LEASES).bind("drive", driveId).execute();
          return handle
              .createQuery(CLAIM)
              .bind("drive", driveId)
              .bind("backfill", kind == JobKind.BACKFILL)
              .bind("owner", owner)
              .bind("lease", lease.toMillis())
              .bind("max", max)
              .addCustomizer(Replan.PER_CALL)
              .map((row, context) -> job(row))
              .list();
        });
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        Rows.uuid(row, "copy_id"),
        Rows.uuid(row, "lease_token"),
        Rows.uuid(row, "drive_id"),
        Rows.uuid(row, "system_id"),
        stored(row, intact(row)),
        row.getInt("attempts"));
  }

  private static List<IntactCopy> intact(ResultSet row) throws SQLException {
    var ids = (UUID[]) row.getArray("intact_ids").getArray();
    var drives = (UUID[]) row.getArray("intact_drives").getArray();
    return IntStream.range(0, ids.length).mapToObj(i -> new IntactCopy(ids[i], drives[i])).toList();
  }

  private static StoredBackup stored(ResultSet row, List<IntactCopy> intact) throws SQLException {
    return new StoredBackup(
        Rows.backup(row),
        Rows.owner(row),
        new BlobKey(row.getString("object_key")),
        new WriteToken(Rows.uuid(row, "write_token")),
        intact);
  }

  @Override
  public Set<UUID> renew(Collection<UUID> leaseTokens, Duration lease) {
    return database.query(
        "renew leases of copies",
        handle ->
            handle
                .createQuery(RENEW)
                .bindArray("tokens", UUID.class, leaseTokens.toArray())
                .bind("lease", lease.toMillis())
                .mapTo(UUID.class)
                .set());
  }

  @Override
  public FinishResult finish(Job job, Duration firstScrub) {
    return database.transaction("finish copy", handle -> finish(handle, job, firstScrub));
  }

  private static FinishResult finish(Handle handle, Job job, Duration firstScrub) {
    UUID backup = job.stored().backup().id().value();
    Systems.lock(handle, job.systemUuid());
    Optional<Boolean> damaged =
        handle.createQuery(HAS_BACKUP).bind("backup", backup).mapTo(Boolean.class).findOne();
    if (damaged.isEmpty()) {
      return FinishResult.GONE;
    }
    Optional<Boolean> healed =
        handle
            .createQuery(FINISH)
            .bind("copy", job.copyId())
            .bind("token", job.leaseToken())
            .bind("first_scrub", firstScrub.toMillis())
            .mapTo(Boolean.class)
            .findOne();
    if (healed.isEmpty()) {
      return FinishResult.SUPERSEDED;
    }
    if (healed.get()) {
      PostgresAuditLog.record(
          handle,
          Actor.vault("copies"),
          AuditAction.COPY_HEALED,
          job.stored().backup().id(),
          "copy " + job.copyId());
    }
    if (damaged.get()) {
      handle.createUpdate(MARK_BACKUP_INTACT).bind("backup", backup).execute();
      Systems.raiseRevision(handle, job.systemUuid());
    }
    return FinishResult.FINISHED;
  }

  @Override
  public void fail(Job job, String reason, Backoff backoff) {
    database.query(
        "record failed copy",
        handle ->
            bind(handle.createUpdate(FAIL), reason, backoff)
                .bind("copy", job.copyId())
                .bind("token", job.leaseToken())
                .execute());
  }

  @Override
  public void failDue(UUID driveId, String reason, Backoff backoff) {
    inBatches(
        "record failed copies",
        driveId,
        handle -> bind(handle.createUpdate(FAIL_DUE), reason, backoff));
  }

  private static Update bind(Update update, String reason, Backoff backoff) {
    return update
        .bind("reason", reason)
        .bind("first", backoff.first().toMillis())
        .bind("longest", backoff.longest().toMillis())
        .bind("given_up", backoff.givenUp().toMillis())
        .bind("giving_up", Copy.GIVING_UP_ATTEMPTS);
  }

  @Override
  public Fleet.RetryResult retry(Authority by, BackupId id) {
    return database.transaction(
        "retry copies",
        handle -> {
          Optional<String> state =
              OperatorScope.bind(handle.createQuery(STATE_IN_SCOPE), by)
                  .bind("backup", id.value())
                  .mapTo(String.class)
                  .findOne();
          if (state.isEmpty()) {
            return new Fleet.NotFound();
          }
          if (!state.get().equals("available")) {
            return new Fleet.NotStored();
          }
          int copies =
              OperatorScope.bind(handle.createUpdate(RETRY), by)
                  .bind("backup", id.value())
                  .execute();
          PostgresAuditLog.record(
              handle, by.actor(), AuditAction.COPIES_RETRIED, id, "%d copies".formatted(copies));
          return new Fleet.Retried(copies);
        });
  }

  @Override
  public void retryNow(UUID driveId) {
    inBatches("retry copies now", driveId, handle -> handle.createUpdate(RETRY_NOW));
  }

  /**
   * In batches: all copies of a drive that was offline may take longer than one statement is
   * allowed to.
   */
  private void inBatches(String purpose, UUID driveId, Function<Handle, Update> statement) {
    // One time for all batches, so that none finds rows that an earlier one has changed.
    OffsetDateTime now =
        database.query(
            purpose, handle -> handle.createQuery(NOW).mapTo(OffsetDateTime.class).one());
    int changed = BATCH;
    while (changed == BATCH) {
      changed =
          database.query(
              purpose,
              handle ->
                  statement
                      .apply(handle)
                      .bind("drive", driveId)
                      .bind("now", now)
                      .bind("max", BATCH)
                      .addCustomizer(Replan.PER_CALL)
                      .execute());
    }
  }

  @Override
  public List<Scrub> claimScrubs(UUID driveId, Duration retry, int max) {
    return database.transaction(
        "claim copies to scrub",
        handle -> {
          List<Scrub> due = new ArrayList<>(claim(handle, CLAIM_SCRUBS, driveId, retry, max));
          due.addAll(claim(handle, CLAIM_SCRUBS_OF_DAMAGED, driveId, retry, max - due.size()));
          return due;
        });
  }

  private static List<Scrub> claim(
      Handle handle, String statement, UUID driveId, Duration retry, int max) {
    return handle
        .createQuery(statement)
        .bind("drive", driveId)
        .bind("retry", retry.toMillis())
        .bind("max", max)
        .addCustomizer(Replan.PER_CALL)
        .map((row, context) -> scrub(row))
        .list();
  }

  private static Scrub scrub(ResultSet row) throws SQLException {
    var copy = new IntactCopy(Rows.uuid(row, "copy_id"), Rows.uuid(row, "drive_id"));
    return new Scrub(
        copy.copyId(), copy.driveId(), Rows.uuid(row, "system_id"), stored(row, List.of(copy)));
  }

  /** Whoever deletes a backup locks its system as well, so that it sees what is held here. */
  @Override
  public boolean holdPurge(Scrub scrub, Duration lease) {
    return database.transaction(
        "hold purge",
        handle -> {
          Systems.lock(handle, scrub.systemUuid());
          return handle
                  .createUpdate(HOLD_PURGE)
                  .bind("copy", scrub.copyId())
                  .bind("lease", lease.toMillis())
                  .execute()
              == 1;
        });
  }

  @Override
  public void scrubbed(Scrub scrub, ScrubFinding finding, Duration next) {
    database.transaction(
        "record scrub",
        handle -> {
          if (finding.manifest() != ManifestFinding.RIGHT) {
            handle.createUpdate(RELEASE_PURGE).bind("copy", scrub.copyId()).execute();
          }
          if (!finding.isIntact()) {
            return record(handle, SCRUBBED_DAMAGED, scrub, finding, next);
          }
          int recorded = record(handle, SCRUBBED_INTACT, scrub, finding, next);
          return recorded == 0 ? recordIntactAgain(handle, scrub, finding, next) : recorded;
        });
  }

  private static int record(
      Handle handle, String statement, Scrub scrub, ScrubFinding finding, Duration next) {
    return handle
        .createUpdate(statement)
        .bind("copy", scrub.copyId())
        .bind("next", next.toMillis())
        .bind("manifest", Rows.lower(finding.manifest()))
        .execute();
  }

  private static int recordIntactAgain(
      Handle handle, Scrub scrub, ScrubFinding finding, Duration next) {
    Systems.lock(handle, scrub.systemUuid());
    int recorded = record(handle, SCRUBBED_INTACT_AGAIN, scrub, finding, next);
    if (recorded == 1) {
      BackupId backup = scrub.stored().backup().id();
      PostgresAuditLog.record(
          handle,
          Actor.vault("check"),
          AuditAction.COPY_HEALED,
          backup,
          "copy %s: found intact".formatted(scrub.copyId()));
      handle.createUpdate(MARK_BACKUP_INTACT).bind("backup", backup.value()).execute();
      Systems.raiseRevision(handle, scrub.systemUuid());
    }
    return recorded;
  }

  @Override
  public Backlog backlog(UUID driveId) {
    return requests.backlog(driveId);
  }

  @Override
  public Requested requestScrubs(Selection selection, UUID after, int max) {
    return requests.requestScrubs(selection, after, max);
  }

  @Override
  public ScrubProgress scrubs(Selection selection, Instant since) {
    return requests.scrubs(selection, since);
  }
}
