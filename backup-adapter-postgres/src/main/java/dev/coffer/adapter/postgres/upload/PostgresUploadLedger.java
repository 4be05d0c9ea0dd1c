package dev.coffer.adapter.postgres.upload;

import dev.coffer.adapter.postgres.connection.BlockRows;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.VaultTime;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.upload.UploadLedger;
import dev.coffer.application.upload.UploadRefusal.InProgress;
import dev.coffer.application.upload.UploadRefusal.KeyReused;
import dev.coffer.application.upload.UploadRefusal.NoRoom;
import dev.coffer.application.upload.UploadRefusal.QuotaExceeded;
import dev.coffer.application.upload.UploadRefusal.RateExceeded;
import dev.coffer.application.upload.UploadRefusal.Refused;
import dev.coffer.application.upload.UploadRefusal.TooLarge;
import dev.coffer.application.upload.UploadRefusal.TooManyAtOnce;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.tenancy.SystemState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Transactions A and B of the upload protocol, and what surrounds them. Every transaction locks the
 * system's row first and the organization's row last. Uploads of all systems of an organization
 * wait for that row, so it is locked for one statement and the commit only. Longer than other files
 * because the statements of one protocol belong side by side. Thread-safe.
 */
public final class PostgresUploadLedger implements UploadLedger {

  /**
   * FOR NO KEY UPDATE: keeps other uploads of the system out, but does not block rows that refer to
   * it.
   */
  private static final String LOCK_SYSTEM =
      """
      select organization_id, state, cap_bytes, used_bytes, reserved_bytes
        from vault.managed_system
       where id = :system
         for no key update
      """;

  private static final String EARLIER =
      """
      select b.state as backup_state, b.declared_bytes, i.filename as claimed_name,
             %s
        from vault.idempotency i
        join vault.backup b on b.id = i.backup_id
       where i.system_id = :system
         and i.key = :key
      """
          .formatted(Rows.BACKUP);

  /** Enforces the quota in one conditional statement: no read-then-write. */
  private static final String RESERVE_ON_ORGANIZATION =
      """
      update vault.organization
         set reserved_bytes = reserved_bytes + :size
       where id = :organization
         and (quota_bytes = 0 or used_bytes + reserved_bytes + :size <= quota_bytes)
      """;

  private static final String ALLOWANCE_USED =
      """
      select clock_timestamp() as now,
             (select r.accepted from vault.upload_rate r where r.system_id = :system) as accepted,
             (select count(*)
                from vault.backup b
               where b.system_id = :system
                 and b.state = 'uploading'
                 and b.lease_until
      """
          + VaultTime.IS_LIVE
          + ") as under_way";

  private static final String COUNT_FOR_RATE =
      """
      insert into vault.upload_rate as r (system_id, accepted)
      values (:system, array [clock_timestamp()])
      on conflict (system_id) do update
         set accepted = array(select t
                                from unnest(r.accepted) t
                               where t between clock_timestamp() - interval '1 hour' and clock_timestamp()
                               order by t) || clock_timestamp()
      """;

  private static final String RESERVE_ON_SYSTEM =
      """
      update vault.managed_system
         set reserved_bytes = reserved_bytes + :size, last_number = last_number + 1
       where id = :system
      returning last_number
      """;

  private static final String INSERT_BACKUP =
      """
      insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token, state,
                                filename, extension, media_type, declared_bytes, number, received_at,
                                lease_owner, lease_token, lease_until)
      values (:id, :organization, :system, :credential, :object_key, :token, 'uploading',
              :filename, :extension, :media_type, :size, :number,
      """
          + VaultTime.NOW
          + """
                  , :lease_owner, :lease_token, (select t.of_leases from vault.time t) + :lease * interval '1 millisecond')
          returning received_at
          """;

  private static final String INSERT_COPY =
      """
      insert into vault.copy (backup_id, drive_id, status, attempts)
      values (:id, :drive, 'running', 1)
      """;

  private static final String REMEMBER_KEY =
      """
      insert into vault.idempotency (system_id, key, backup_id, filename, created_at)
      select :system, :key, :id, :filename, t.at
        from vault.time t
      on conflict (system_id, key) do update
         set backup_id = excluded.backup_id, filename = excluded.filename, created_at = excluded.created_at
      """;

  private static final String RENEW =
      """
      update vault.backup
         set lease_until = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
       where state = 'uploading'
         and lease_token = any (:tokens)
         and lease_until
      """
          + VaultTime.IS_LIVE
          + "returning lease_token";

  private static final String ATTEMPT =
      """
      select b.state, b.organization_id, b.declared_bytes,
             b.lease_token = :lease_token and b.lease_until
      """
          + VaultTime.IS_LIVE
          + """
                     as leased,
                 exists (select 1
                           from vault.credential c
                          where c.id = b.credential_id
                            and c.revoked_at is null
                            and (c.expires_at is null or c.expires_at > (select t.at from vault.time t))) as credential_valid
            from vault.backup b
           where b.id = :id
             and b.write_token = :token
          """;

  private static final String SETTLE_ORGANIZATION =
      """
      update vault.organization
         set reserved_bytes = reserved_bytes - :size, used_bytes = used_bytes + :stored
       where id = :organization
      """;

  private static final String COMMIT =
      """
      update vault.backup b
         set state = 'available', size_bytes = b.declared_bytes, sha256 = :sha256,
             lease_owner = null, lease_token = null, lease_until = null, updated_at = clock_timestamp()
       where b.id = :id
         and b.state = 'uploading'
         and b.write_token = :token
         and b.lease_token = :lease_token
         and b.lease_until
      """
          + VaultTime.IS_LIVE
          + "returning "
          + Rows.BACKUP;

  private static final String FINISH_COPY =
      """
      update vault.copy c
         set status = 'finished', path = b.object_key, verified_at = clock_timestamp(),
             updated_at = clock_timestamp(),
             scrub_after = clock_timestamp() + :first_scrub * interval '1 millisecond'
        from vault.backup b
       where b.id = c.backup_id
         and c.backup_id = :id
         and c.drive_id = :drive
      """;

  /** Uses the configured drives as recorded in the index, so it is the same for all instances. */
  private static final String PLAN_FURTHER_COPIES =
      """
      insert into vault.copy (backup_id, drive_id, status, next_attempt_at)
      select :id, d.id, 'pending', clock_timestamp()
        from vault.drive d
       where d.position is not null
         and d.id <> :drive
      """;

  private static final String SETTLE_SYSTEM =
      """
      update vault.managed_system
         set reserved_bytes = reserved_bytes - :size, used_bytes = used_bytes + :stored,
             revision = revision + :revisions
       where id = :system
      """;

  private static final String COMMITTED =
      """
      select %s
        from vault.backup b
       where b.id = :id
      """
          .formatted(Rows.BACKUP);

  private static final String FAIL =
      """
      update vault.backup
         set state = 'failed', failure = :reason,
             look_again_at = clock_timestamp() + nullif(:cleanup_after, 0) * interval '1 millisecond',
             lease_owner = null, lease_token = null, lease_until = null, updated_at = clock_timestamp()
       where id = :id
         and state = 'uploading'
         and lease_token = :lease_token
      """;

  private static final String FAIL_COPY =
      """
      update vault.copy
         set status = 'failed', last_error = :reason, updated_at = clock_timestamp()
       where backup_id = :id
      """;

  /**
   * First the expired leases, the oldest of them first; then leases that a wrong clock has set too
   * far ahead.
   */
  public static final String CLAIM_EXPIRED =
      """
      update vault.backup b
         set lease_owner = :owner, lease_token = gen_random_uuid(),
             interrupted_at = coalesce(b.interrupted_at, least(b.lease_until, clock_timestamp())),
             lease_until = (select t.of_leases from vault.time t) + :lease * interval '1 millisecond'
       where b.id in (select over.id
                        from (select e.id
                                from vault.backup e
                               where e.state = 'uploading'
                                 and e.lease_until <= (select t.of_leases from vault.time t)
                               order by e.lease_until
                                 for update skip locked
                               limit :max) over
                       union all
                      select ahead.id
                        from (select e.id
                                from vault.backup e
                               where e.state = 'uploading'
                                 and e.lease_until > (select t.of_leases + t.max_drift from vault.time t)
                                 for update skip locked) ahead
                       limit :max)
      returning b.id as backup_id, b.system_id, b.write_token, b.lease_token, b.object_key, b.number, b.filename,
                b.media_type, b.declared_bytes, b.received_at,
                (select c.drive_id from vault.copy c where c.backup_id = b.id order by c.created_at limit 1) as drive_id
      """;

  /**
   * A failed attempt has no lease. Its write token takes the place of the lease token: no statement
   * that checks a lease matches it.
   */
  public static final String CLAIM_FOR_CLEANUP =
      """
      update vault.backup b
         set look_again_at = clock_timestamp() + :retry * interval '1 millisecond'
       where b.id in (select f.id
                        from vault.backup f
                       where f.look_again_at <= statement_timestamp()
                       order by f.look_again_at
                         for update skip locked
                       limit :max)
      returning b.id as backup_id, b.system_id, b.write_token, b.write_token as lease_token, b.object_key, b.number, b.filename,
                b.media_type, b.declared_bytes, b.received_at,
                (select c.drive_id from vault.copy c where c.backup_id = b.id order by c.created_at limit 1) as drive_id
      """;

  private static final String MARK_CLEAN =
      """
      update vault.backup
         set look_again_at = case when updated_at + :settled_after * interval '1 millisecond' > clock_timestamp()
                                  then updated_at + :settled_after * interval '1 millisecond' end
       where id = :id
         and state = 'failed'
      """;

  private static final String EXPIRE_OTHERS =
      """
      update vault.backup
         set lease_until = t.of_leases
        from vault.time t
       where state in ('uploading', 'deleting')
         and lease_owner <> :owner
         and lease_until > t.of_leases
      """;

  private static final String FORGET_FAILED =
      """
      delete from vault.backup
       where state = 'failed'
         and look_again_at is null
         and (select t.may_remove from vault.time t)
         and (received_at < clock_timestamp() - :age * interval '1 millisecond'
              or id in (select f.id
                          from (select id, row_number() over (partition by system_id order by number desc) as place
                                  from vault.backup
                                 where state = 'failed') f
                         where f.place > :keep))
      """;

  public static final String FORGET_KEYS =
      """
      delete from vault.idempotency
       where created_at < statement_timestamp() - :age * interval '1 millisecond'
         and
      """
          + VaultTime.MAY_REMOVE;

  private final Database database;

  public PostgresUploadLedger(Database database) {
    this.database = database;
  }

  @Override
  public BeginResult begin(Intent intent, UploadAllowance allowance) {
    return database.transaction("begin upload", handle -> begin(handle, intent, allowance));
  }

  private static BeginResult begin(Handle handle, Intent intent, UploadAllowance allowance) {
    Optional<LockedSystem> system = lock(handle, intent.caller().systemUuid());
    if (system.isEmpty()) {
      return new Refused(Refusal.UNKNOWN);
    }
    if (!system.get().state().isServed()) {
      return new Refused(Refusal.SUSPENDED);
    }
    if (intent.size().exceeds(system.get().cap())) {
      return new TooLarge(system.get().cap());
    }
    Optional<Earlier> earlier = earlier(handle, intent);
    Optional<BeginResult> refusal =
        earlier.flatMap(Earlier::answer).or(() -> overAllowance(handle, intent, allowance));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    BeginResult result = admit(handle, intent, allowance, system.get());
    Optional<Sha256> expected = earlier.flatMap(Earlier::lost);
    return result instanceof Begun(Attempt attempt) && expected.isPresent()
        ? new BegunAgain(attempt, expected.get())
        : result;
  }

  /** Records the attempt first, and rolls it back if it is refused after that. */
  private static BeginResult admit(
      Handle handle, Intent intent, UploadAllowance allowance, LockedSystem system) {
    Optional<Attempt> attempt = Optional.empty();
    if (system.admits(intent.size()) && intent.hasPermit()) {
      if (allowance.hasRate()) {
        handle.createUpdate(COUNT_FOR_RATE).bind("system", intent.caller().systemUuid()).execute();
      }
      attempt = Optional.of(record(handle, intent, system.organizationId()));
    }
    boolean hasRoom = reserveOnOrganization(handle, intent, system.organizationId());
    if (hasRoom && attempt.isPresent()) {
      return new Begun(attempt.get());
    }
    handle.rollback();
    if (!hasRoom) {
      return new QuotaExceeded();
    }
    return system.admits(intent.size()) ? new NoPermit() : new NoRoom();
  }

  /**
   * A system's row as it stays until the end of the transaction.
   *
   * @param organizationId the current owner, not that of the caller: the system may have changed
   *     hands since the caller was recognised
   */
  private record LockedSystem(
      UUID organizationId, SystemState state, ByteSize cap, long takenBytes) {

    boolean admits(ByteSize size) {
      return cap.bytes() == 0 || takenBytes + size.bytes() <= cap.bytes();
    }
  }

  private static Optional<LockedSystem> lock(Handle handle, UUID system) {
    return handle
        .createQuery(LOCK_SYSTEM)
        .bind("system", system)
        .map((row, context) ->
            new LockedSystem(
                Rows.uuid(row, "organization_id"),
                Rows.systemState(row),
                new ByteSize(row.getLong("cap_bytes")),
                row.getLong("used_bytes") + row.getLong("reserved_bytes")))
        .findOne();
  }

  /**
   * The result of an earlier upload with the same idempotency key.
   *
   * @param answer empty if the upload continues
   * @param lost SHA-256 of the damaged backup that the upload stores once more
   */
  private record Earlier(Optional<BeginResult> answer, Optional<Sha256> lost) {}

  /** Empty without an idempotency key, or if the key is unused. */
  private static Optional<Earlier> earlier(Handle handle, Intent intent) {
    return intent
        .idempotencyKey()
        .flatMap(key ->
            handle
                .createQuery(EARLIER)
                .bind("system", intent.caller().systemUuid())
                .bind("key", key.value())
                .map((row, context) -> earlier(row, intent))
                .findOne());
  }

  private static Earlier earlier(ResultSet row, Intent intent) throws SQLException {
    return switch (row.getString("backup_state")) {
      // Also if its lease is over: the next pass of recovery decides what became of it, and a
      // second attempt before that could make two backups of one key.
      case "uploading" -> answered(new InProgress(intent.lease().duration()));
      case "available" -> {
        boolean same =
            row.getLong("declared_bytes") == intent.size().bytes()
                && Optional.ofNullable(row.getString("claimed_name"))
                    .equals(intent.claimedName().map(Filename::value));
        if (!same) {
          yield answered(new KeyReused());
        }
        Backup backup = Rows.backup(row);
        yield backup.damaged()
            ? new Earlier(Optional.empty(), Optional.of(backup.sha256()))
            : answered(new Replay(backup));
      }
      default -> new Earlier(Optional.empty(), Optional.empty());
    };
  }

  private static Earlier answered(BeginResult answer) {
    return new Earlier(Optional.of(answer), Optional.empty());
  }

  /** The system's row is locked, so these counts cannot change before the commit. */
  private static Optional<BeginResult> overAllowance(
      Handle handle, Intent intent, UploadAllowance allowance) {
    if (allowance.equals(UploadAllowance.UNLIMITED)) {
      return Optional.empty();
    }
    return handle
        .createQuery(ALLOWANCE_USED)
        .bind("system", intent.caller().systemUuid())
        .map((row, context) -> overAllowance(row, allowance))
        .one();
  }

  private static Optional<BeginResult> overAllowance(ResultSet row, UploadAllowance allowance)
      throws SQLException {
    Optional<Duration> wait =
        allowance.waitUntilAllowed(Rows.instants(row, "accepted"), Rows.instant(row, "now"));
    if (wait.isPresent()) {
      return Optional.of(new RateExceeded(wait.get()));
    }
    return allowance.atOnce() > 0 && row.getInt("under_way") >= allowance.atOnce()
        ? Optional.of(new TooManyAtOnce())
        : Optional.empty();
  }

  private static boolean reserveOnOrganization(Handle handle, Intent intent, UUID owner) {
    return handle
            .createUpdate(RESERVE_ON_ORGANIZATION)
            .bind("organization", owner)
            .bind("size", intent.size().bytes())
            .execute()
        == 1;
  }

  private static Attempt record(Handle handle, Intent intent, UUID owner) {
    long number =
        handle
            .createQuery(RESERVE_ON_SYSTEM)
            .bind("system", intent.caller().systemUuid())
            .bind("size", intent.size().bytes())
            .mapTo(Long.class)
            .one();
    Instant receivedAt = insertBackup(handle, intent, owner, number);
    handle
        .createUpdate(INSERT_COPY)
        .bind("id", intent.id().value())
        .bind("drive", intent.driveId())
        .execute();
    intent.idempotencyKey().ifPresent(key -> remember(handle, key.value(), intent));
    return new Attempt(
        intent.id(),
        intent.caller().systemUuid(),
        intent.token(),
        intent.lease().token(),
        intent.objectKey(),
        intent.driveId(),
        number,
        intent.filename(),
        intent.mediaType(),
        intent.size(),
        receivedAt);
  }

  private static Instant insertBackup(Handle handle, Intent intent, UUID owner, long number) {
    return handle
        .createQuery(INSERT_BACKUP)
        .bind("id", intent.id().value())
        .bind("organization", owner)
        .bind("system", intent.caller().systemUuid())
        .bind("credential", intent.caller().credentialId())
        .bind("object_key", intent.objectKey().value())
        .bind("token", intent.token().value())
        .bind("filename", intent.filename().value())
        .bind("extension", intent.extension().suffix())
        .bind("media_type", intent.mediaType().value())
        .bind("size", intent.size().bytes())
        .bind("number", number)
        .bind("lease_owner", intent.lease().owner())
        .bind("lease_token", intent.lease().token())
        .bind("lease", intent.lease().duration().toMillis())
        .map((row, context) -> Rows.instant(row, "received_at"))
        .one();
  }

  private static void remember(Handle handle, String key, Intent intent) {
    handle
        .createUpdate(REMEMBER_KEY)
        .bind("system", intent.caller().systemUuid())
        .bind("key", key)
        .bind("id", intent.id().value())
        .bind("filename", intent.claimedName().map(Filename::value).orElse(null))
        .execute();
  }

  @Override
  public Set<UUID> renew(Collection<UUID> leaseTokens, Duration duration) {
    return database.query(
        "renew leases",
        handle ->
            handle
                .createQuery(RENEW)
                .bindArray("tokens", UUID.class, leaseTokens.toArray())
                .bind("lease", duration.toMillis())
                .mapTo(UUID.class)
                .set());
  }

  @Override
  public CommitResult commit(Attempt attempt, ContentDigests digests, Duration firstScrub) {
    return database.transaction(
        "commit upload", handle -> commit(handle, attempt, digests, firstScrub));
  }

  private static CommitResult commit(
      Handle handle, Attempt attempt, ContentDigests digests, Duration firstScrub) {
    Optional<LockedSystem> system = lock(handle, attempt.systemUuid());
    Optional<AttemptRow> found = read(handle, attempt);
    if (system.isEmpty() || found.isEmpty()) {
      return new Superseded();
    }
    AttemptRow row = found.get();
    if (row.state().equals("available")) {
      return new Committed(committed(handle, attempt));
    }
    if (!row.isHeld()) {
      return new Superseded();
    }
    if (!system.get().state().isServed()) {
      return new Refused(Refusal.SUSPENDED);
    }
    if (!row.isCredentialValid()) {
      return new Refused(Refusal.UNKNOWN);
    }
    Optional<Backup> committed =
        handle
            .createQuery(COMMIT)
            .bind("id", attempt.id().value())
            .bind("token", attempt.token().value())
            .bind("lease_token", attempt.leaseToken())
            .bind("sha256", digests.sha256().bytes())
            .map((stored, context) -> Rows.backup(stored))
            .findOne();
    if (committed.isEmpty()) {
      return new Superseded();
    }
    digests
        .blocks()
        .ifPresent(blocks -> BlockRows.record(handle, attempt.id(), attempt.token(), blocks));
    handle
        .createUpdate(FINISH_COPY)
        .bind("id", attempt.id().value())
        .bind("drive", attempt.driveId())
        .bind("first_scrub", firstScrub.toMillis())
        .execute();
    handle
        .createUpdate(PLAN_FURTHER_COPIES)
        .bind("id", attempt.id().value())
        .bind("drive", attempt.driveId())
        .execute();
    settle(handle, row, attempt, row.declaredBytes());
    return new Committed(committed.get());
  }

  private record AttemptRow(
      String state,
      UUID organizationId,
      long declaredBytes,
      boolean leased,
      boolean isCredentialValid) {

    boolean isHeld() {
      return state.equals("uploading") && leased;
    }
  }

  private static Optional<AttemptRow> read(Handle handle, Attempt attempt) {
    return handle
        .createQuery(ATTEMPT)
        .bind("id", attempt.id().value())
        .bind("token", attempt.token().value())
        .bind("lease_token", attempt.leaseToken())
        .map((row, context) ->
            new AttemptRow(
                row.getString("state"),
                Rows.uuid(row, "organization_id"),
                row.getLong("declared_bytes"),
                row.getBoolean("leased"),
                row.getBoolean("credential_valid")))
        .findOne();
  }

  private static Backup committed(Handle handle, Attempt attempt) {
    return handle
        .createQuery(COMMITTED)
        .bind("id", attempt.id().value())
        .map((row, context) -> Rows.backup(row))
        .one();
  }

  /** Releases the reservation and counts the stored bytes, for the system and its organization. */
  private static void settle(Handle handle, AttemptRow row, Attempt attempt, long storedBytes) {
    handle
        .createUpdate(SETTLE_SYSTEM)
        .bind("system", attempt.systemUuid())
        .bind("size", row.declaredBytes())
        .bind("stored", storedBytes)
        .bind("revisions", storedBytes > 0 ? 1 : 0)
        .execute();
    handle
        .createUpdate(SETTLE_ORGANIZATION)
        .bind("organization", row.organizationId())
        .bind("size", row.declaredBytes())
        .bind("stored", storedBytes)
        .execute();
  }

  @Override
  public boolean abandon(Attempt attempt, String reason, Duration cleanupAfter) {
    return database.transaction(
        "abandon upload", handle -> abandon(handle, attempt, reason, cleanupAfter));
  }

  private static boolean abandon(
      Handle handle, Attempt attempt, String reason, Duration cleanupAfter) {
    Optional<LockedSystem> system = lock(handle, attempt.systemUuid());
    Optional<AttemptRow> row = read(handle, attempt);
    if (system.isEmpty() || row.isEmpty() || !row.get().isHeld()) {
      return false;
    }
    int failed =
        handle
            .createUpdate(FAIL)
            .bind("id", attempt.id().value())
            .bind("lease_token", attempt.leaseToken())
            .bind("reason", reason)
            .bind("cleanup_after", cleanupAfter.toMillis())
            .execute();
    if (failed == 0) {
      return false;
    }
    handle
        .createUpdate(FAIL_COPY)
        .bind("id", attempt.id().value())
        .bind("reason", reason)
        .execute();
    settle(handle, row.get(), attempt, 0);
    return true;
  }

  @Override
  public List<Attempt> claimExpired(String owner, Duration duration, int max) {
    return database.transaction(
        "claim expired uploads",
        handle ->
            handle
                .createQuery(CLAIM_EXPIRED)
                .bind("owner", owner)
                .bind("lease", duration.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map(ATTEMPT_ROW)
                .list());
  }

  private static final RowMapper<Attempt> ATTEMPT_ROW =
      (row, context) ->
          new Attempt(
              new BackupId(Rows.uuid(row, "backup_id")),
              Rows.uuid(row, "system_id"),
              new WriteToken(Rows.uuid(row, "write_token")),
              Rows.uuid(row, "lease_token"),
              new BlobKey(row.getString("object_key")),
              Rows.uuid(row, "drive_id"),
              row.getLong("number"),
              new Filename(row.getString("filename")),
              new MediaType(row.getString("media_type")),
              new ByteSize(row.getLong("declared_bytes")),
              Rows.instant(row, "received_at"));

  @Override
  public List<Attempt> claimForCleanup(Duration retry, int max) {
    return database.transaction(
        "claim failed uploads",
        handle ->
            handle
                .createQuery(CLAIM_FOR_CLEANUP)
                .bind("retry", retry.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map(ATTEMPT_ROW)
                .list());
  }

  @Override
  public void markClean(Attempt attempt, Duration settledAfter) {
    database.query(
        "settle failed upload",
        handle ->
            handle
                .createUpdate(MARK_CLEAN)
                .bind("id", attempt.id().value())
                .bind("settled_after", settledAfter.toMillis())
                .execute());
  }

  @Override
  public void expireOthers(String owner) {
    database.query(
        "expire leases of others",
        handle -> handle.createUpdate(EXPIRE_OTHERS).bind("owner", owner).execute());
  }

  @Override
  public void forget(Duration age, int keep, Duration keyAge) {
    database.query(
        "forget failed uploads",
        handle ->
            handle
                .createUpdate(FORGET_FAILED)
                .bind("age", age.toMillis())
                .bind("keep", keep)
                .execute());
    database.query(
        "forget idempotency keys",
        handle ->
            handle
                .createUpdate(FORGET_KEYS)
                .bind("age", keyAge.toMillis())
                .addCustomizer(Replan.PER_CALL)
                .execute());
  }
}
