package dev.coffer.adapter.postgres.retention;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.catalog.PostgresBackupIndex;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Thread-safe. Longer than other files because its statements belong side by side. */
public final class PostgresRetentionIndex implements RetentionIndex {

  private static final Actor RETENTION = Actor.vault("retention");

  /** A clock that was set back must not keep a pass from finding that out. */
  private static final String BEGIN =
      """
      update vault.job j
         set last_run_at = clock_timestamp(), is_accepted = false
        from vault.job before
       where j.name = 'retention'
         and before.name = j.name
         and j.halted_at is null
         and (j.last_run_at is null
              or j.last_run_at not between clock_timestamp() - :period * interval '1 millisecond'
                                       and clock_timestamp())
      returning j.last_run_at, before.last_run_at as before_at, before.is_accepted,
                (select count(*) from vault.backup b where b.state = 'available') as available
      """;

  private static final String HALT =
      """
      update vault.job
         set halted_at = clock_timestamp(), halted_reason = :reason, last_run_at = cast(:before as timestamptz)
       where name = 'retention'
         and halted_at is null
      """;

  private static final String ACCEPT =
      """
      update vault.job j
         set halted_at = null, halted_reason = null, is_accepted = true, last_run_at = null
        from vault.job before
       where j.name = 'retention'
         and before.name = j.name
         and j.halted_at is not null
      returning before.halted_reason
      """;

  private static final String HALTED =
      "select halted_reason from vault.job where name = 'retention' and halted_at is not null";

  static final String DUE =
      """
      select s.id
        from vault.managed_system s
       where s.judged_revision <> s.revision
          or s.judged_at is null
          or s.judged_at not between clock_timestamp() - :period * interval '1 millisecond' and clock_timestamp()
       order by s.judged_at nulls first, s.id
       limit :max
      """;

  /** One row for each backup; one without a backup for a system that has none. */
  static final String RETAINED =
      """
      select s.key, clock_timestamp() as at,
             p.max_count, p.max_bytes, extract(epoch from p.max_age) as max_age, p.hours, p.days, p.weeks, p.months,
             p.years, extract(epoch from p.protection) as protection, p.min_keep,
             b.id, b.number, b.received_at, b.size_bytes, b.extension, b.damaged, b.pinned, b.hold_until
        from vault.managed_system s
        left join lateral (select r.*
                             from vault.retention_policy r
                            where r.system_id = s.id or r.organization_id = s.organization_id
                            order by r.system_id nulls last
                            limit 1) p on true
        left join vault.backup b on b.system_id = s.id and b.state = 'available'
       where s.id = :system
       order by b.number desc
      """;

  private static final String KEEP_VERDICTS =
      """
      update vault.backup b
         set verdict = v.verdict, stays_until = v.stays_until
        from unnest(cast(:ids as uuid[]), cast(:verdicts as text[]), cast(:untils as timestamptz[]))
               as v (id, verdict, stays_until)
       where b.id = v.id
         and (b.verdict is distinct from v.verdict or b.stays_until is distinct from v.stays_until)
      """;

  private static final String RELEASE_ON_SYSTEM =
      "update vault.managed_system set used_bytes = used_bytes - :bytes where id = :system";

  private static final String RELEASE_ON_ORGANIZATION =
      """
      update vault.organization o
         set used_bytes = o.used_bytes - :bytes
        from vault.managed_system s
       where s.id = :system
         and o.id = s.organization_id
      """;

  private static final String COUNT_NO_MORE =
      "update vault.backup set is_counted = false where id = any (:ids)";

  private static final String JUDGED =
      "update vault.managed_system set judged_revision = revision, judged_at = clock_timestamp()"
          + " where id = :system";

  private static final String OWNER_OF_SYSTEM =
      "select cast(null as uuid) as organization_id, id as system_id from vault.managed_system"
          + " where lower(key) = lower(:name) and key = :name";

  private static final String OWNER_OF_ORGANIZATION =
      "select id as organization_id, cast(null as uuid) as system_id from vault.organization where"
          + " name = :name";

  private static final String UNASSIGN =
      """
      delete from vault.retention_policy
       where organization_id = cast(:organization as uuid)
          or system_id = cast(:system as uuid)
      """;

  private static final String ASSIGN =
      """
      insert into vault.retention_policy (organization_id, system_id, max_count, max_bytes, max_age, hours, days,
                                          weeks, months, years, protection, min_keep)
      values (cast(:organization as uuid), cast(:system as uuid), :count, :bytes, make_interval(secs => :age),
              :hours, :days, :weeks, :months, :years, make_interval(secs => :protection), :min_keep)
      """;

  /** Of all that the policy is for. */
  private static final String JUDGE_AGAIN =
      """
      update vault.managed_system
         set judged_at = null
       where organization_id = cast(:organization as uuid)
          or id = cast(:system as uuid)
      """;

  private static final String POLICY =
      """
      select p.max_count, p.max_bytes, extract(epoch from p.max_age) as max_age, p.hours, p.days, p.weeks, p.months,
             p.years, extract(epoch from p.protection) as protection, p.min_keep
        from vault.retention_policy p
       where p.organization_id = cast(:organization as uuid)
          or p.system_id = cast(:system as uuid)
      """;

  private final Database database;

  public PostgresRetentionIndex(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Pass> begin(Duration period) {
    return database.query(
        "begin retention",
        handle ->
            handle
                .createQuery(BEGIN)
                .bind("period", period.toMillis())
                .map((row, context) ->
                    new Pass(
                        Rows.instant(row, "last_run_at"),
                        Rows.optionalInstant(row, "before_at"),
                        row.getBoolean("is_accepted"),
                        row.getLong("available")))
                .findOne());
  }

  @Override
  public void halt(Pass pass, String reason) {
    database.query(
        "halt retention",
        handle ->
            handle
                .createUpdate(HALT)
                .bind("reason", reason)
                .bind("before", pass.before().map(Rows::timestamp).orElse(null))
                .execute());
  }

  @Override
  public Optional<String> accept(Actor actor) {
    return database.transaction(
        "accept retention",
        handle -> {
          Optional<String> reason = handle.createQuery(ACCEPT).mapTo(String.class).findOne();
          reason.ifPresent(
              text -> PostgresAuditLog.record(handle, actor, AuditAction.RETENTION_ACCEPTED, text));
          return reason;
        });
  }

  @Override
  public Optional<String> halted() {
    return database.query(
        "look after retention", handle -> handle.createQuery(HALTED).mapTo(String.class).findOne());
  }

  @Override
  public List<UUID> due(Duration period, int max) {
    return database.query(
        "look for systems to judge",
        handle ->
            handle
                .createQuery(DUE)
                .bind("period", period.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .mapTo(UUID.class)
                .list());
  }

  /** What is judged, with what it takes to remove it. */
  private record Loaded(Retained retained, List<BackupRef> refs) {}

  @Override
  public Optional<Retained> retained(UUID systemUuid) {
    return database.query(
        "look at what is retained", handle -> load(handle, systemUuid).map(Loaded::retained));
  }

  @Override
  public Optional<Retained> retained(SystemId systemId) {
    return database.query(
        "look at what is retained",
        handle ->
            find(handle, new RetentionOwner.OfSystem(systemId.value()))
                .flatMap(OwnerId::system)
                .flatMap(uuid -> load(handle, uuid))
                .map(Loaded::retained));
  }

  private static Optional<Loaded> load(Handle handle, UUID systemUuid) {
    return handle
        .createQuery(RETAINED)
        .bind("system", systemUuid)
        .scanResultSet((rows, context) -> loaded(rows.get()));
  }

  private static Optional<Loaded> loaded(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    var system = new SystemId(rows.getString("key"));
    Instant at = Rows.instant(rows, "at");
    Optional<RetentionPolicy> policy =
        rows.getObject("min_keep") == null
            ? Optional.empty()
            : Optional.of(Rows.retentionPolicy(rows));
    List<RetainedBackup> backups = new ArrayList<>();
    List<BackupRef> refs = new ArrayList<>();
    if (rows.getObject("id") != null) {
      do {
        RetainedBackup backup = backup(rows);
        backups.add(backup);
        refs.add(new BackupRef(backup.id(), BackupExtension.ofSuffix(rows.getString("extension"))));
      } while (rows.next());
    }
    return Optional.of(new Loaded(new Retained(system, at, policy, backups), refs));
  }

  private static RetainedBackup backup(ResultSet row) throws SQLException {
    return new RetainedBackup(
        new BackupId(Rows.uuid(row, "id")),
        row.getLong("number"),
        Rows.instant(row, "received_at"),
        new ByteSize(row.getLong("size_bytes")),
        row.getBoolean("damaged"),
        row.getBoolean("pinned"),
        Rows.optionalInstant(row, "hold_until"));
  }

  @Override
  public int judge(UUID systemUuid, Judge judge, Duration grace, int max) {
    return database.transaction(
        "judge",
        handle -> {
          Systems.lock(handle, systemUuid);
          return load(handle, systemUuid)
              .map(loaded -> judge(handle, systemUuid, loaded, judge, grace, max))
              .orElse(0);
        });
  }

  private static int judge(
      Handle handle, UUID system, Loaded loaded, Judge judge, Duration grace, int max) {
    List<RetentionVerdict> verdicts = judge.verdicts(loaded.retained());
    keep(handle, verdicts);
    List<RetentionVerdict> going =
        verdicts.stream().filter(verdict -> !verdict.stays()).limit(max).toList();
    for (RetentionVerdict verdict : going) {
      PostgresBackupIndex.bury(
          handle, RETENTION, system, ref(loaded, verdict), grace, Rows.lower(verdict.reason()));
    }
    if (going.size() < max) {
      handle.createUpdate(JUDGED).bind("system", system).execute();
    }
    if (!going.isEmpty()) {
      release(handle, system, loaded.retained(), going);
    }
    return going.size();
  }

  private static BackupRef ref(Loaded loaded, RetentionVerdict verdict) {
    return loaded.refs().stream()
        .filter(ref -> ref.id().equals(verdict.id()))
        .findFirst()
        .orElseThrow();
  }

  private static void keep(Handle handle, List<RetentionVerdict> verdicts) {
    handle
        .createUpdate(KEEP_VERDICTS)
        .bindArray("ids", UUID.class, verdicts.stream().map(v -> v.id().value()).toArray())
        .bindArray(
            "verdicts", String.class, verdicts.stream().map(v -> Rows.lower(v.reason())).toArray())
        .bindArray(
            "untils",
            String.class,
            verdicts.stream().map(v -> v.staysUntil().map(Rows::timestamp).orElse(null)).toArray())
        .execute();
  }

  /** Last of all: the uploads of all systems of the organization wait for its row. */
  private static void release(
      Handle handle, UUID system, Retained retained, List<RetentionVerdict> going) {
    List<UUID> ids = going.stream().map(verdict -> verdict.id().value()).sorted().toList();
    long bytes =
        retained.backups().stream()
            .filter(backup -> ids.contains(backup.id().value()))
            .mapToLong(backup -> backup.size().bytes())
            .sum();
    handle.createUpdate(COUNT_NO_MORE).bindArray("ids", UUID.class, ids.toArray()).execute();
    handle.createUpdate(RELEASE_ON_SYSTEM).bind("system", system).bind("bytes", bytes).execute();
    handle
        .createUpdate(RELEASE_ON_ORGANIZATION)
        .bind("system", system)
        .bind("bytes", bytes)
        .execute();
  }

  /** Of one of the two. */
  private record OwnerId(Optional<UUID> organization, Optional<UUID> system) {

    <S extends SqlStatement<S>> S bind(S statement) {
      return statement
          .bind("organization", organization.orElse(null))
          .bind("system", system.orElse(null));
    }

    void record(Handle handle, Actor actor, String detail) {
      AuditAction changed = AuditAction.RETENTION_CHANGED;
      organization.ifPresent(
          id -> PostgresAuditLog.recordOfOrganization(handle, actor, changed, id, detail));
      system.ifPresent(id -> PostgresAuditLog.recordOfSystem(handle, actor, changed, id, detail));
    }
  }

  private static Optional<OwnerId> find(Handle handle, RetentionOwner owner) {
    String statement =
        switch (owner) {
          case RetentionOwner.OfSystem _ -> OWNER_OF_SYSTEM;
          case RetentionOwner.OfOrganization _ -> OWNER_OF_ORGANIZATION;
        };
    return handle
        .createQuery(statement)
        .bind("name", owner.name())
        .map((row, context) ->
            new OwnerId(
                Optional.ofNullable(row.getObject("organization_id", UUID.class)),
                Optional.ofNullable(row.getObject("system_id", UUID.class))))
        .findOne();
  }

  @Override
  public boolean assign(Actor actor, RetentionOwner owner, RetentionPolicy policy) {
    return change(
        actor,
        owner,
        "to " + policy,
        (handle, id) ->
            id.bind(handle.createUpdate(ASSIGN))
                .bind("count", policy.count())
                .bind("bytes", policy.bytes().bytes())
                .bind("age", policy.age().toSeconds())
                .bind("hours", policy.slots().hours())
                .bind("days", policy.slots().days())
                .bind("weeks", policy.slots().weeks())
                .bind("months", policy.slots().months())
                .bind("years", policy.slots().years())
                .bind("protection", policy.protection().toSeconds())
                .bind("min_keep", policy.minKeep())
                .execute());
  }

  @Override
  public boolean unassign(Actor actor, RetentionOwner owner) {
    return change(actor, owner, "taken away", (_, _) -> {});
  }

  private interface Change {
    void apply(Handle handle, OwnerId owner);
  }

  private boolean change(Actor actor, RetentionOwner owner, String detail, Change change) {
    return database.transaction(
        "change retention policy",
        handle -> {
          Optional<OwnerId> id = find(handle, owner);
          id.ifPresent(found -> {
            // The systems' rows first, as everywhere: a policy refers to its organization's row.
            found.bind(handle.createUpdate(JUDGE_AGAIN)).execute();
            found.bind(handle.createUpdate(UNASSIGN)).execute();
            change.apply(handle, found);
            found.record(handle, actor, "%s: %s".formatted(owner.name(), detail));
          });
          return id.isPresent();
        });
  }

  @Override
  public Optional<RetentionPolicy> policy(RetentionOwner owner) {
    return database.query(
        "find retention policy",
        handle ->
            find(handle, owner)
                .flatMap(id ->
                    id.bind(handle.createQuery(POLICY))
                        .map((row, context) -> Rows.retentionPolicy(row))
                        .findOne()));
  }
}
