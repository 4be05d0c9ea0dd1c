package dev.coffer.adapter.postgres.retention;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.adapter.postgres.connection.TenantLookup;
import dev.coffer.adapter.postgres.connection.TenantLookup.Found;
import dev.coffer.adapter.postgres.connection.VaultTime;
import dev.coffer.adapter.postgres.deletion.BackupDeletion;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
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

/**
 * Policies, verdicts and passes of retention. Longer than other files because its statements belong
 * side by side. Thread-safe.
 */
public final class PostgresRetentionIndex implements RetentionIndex {

  private static final Actor RETENTION = Actor.vault("retention");

  /** A time in the future, left by a wrong clock, must not keep a pass from beginning. */
  private static final String BEGIN =
      """
      update vault.job j
         set last_run_at = clock_timestamp()
       where j.name = 'retention'
         and (j.last_run_at is null
              or j.last_run_at not between clock_timestamp() - :period * interval '1 millisecond'
                                       and clock_timestamp())
         and
      """
          + VaultTime.MAY_REMOVE;

  private static final String AVAILABLE =
      """
      select count(*)
        from vault.backup b
       where b.state = 'available'
         and b.organization_id between :first_organization and :last_organization
      """;

  static final String DUE =
      """
      select s.id
        from vault.managed_system s
       where (s.judged_revision <> s.revision
              or s.judged_at is null
              or s.judged_at not between clock_timestamp() - :period * interval '1 millisecond' and clock_timestamp())
         and s.organization_id not in (select h.organization_id from vault.retention_halt h where h.accepted_at is null)
       order by s.judged_at nulls first, s.id
       limit :max
      """;

  private static final String POLICY_OF_SYSTEM =
      """
        left join lateral (select r.*
                             from vault.retention_policy r
                            where r.system_id = s.id or r.organization_id = s.organization_id
                            order by r.system_id nulls last
                            limit 1) p on true
      """;

  /** One row for each backup, or a single row without a backup for a system that has none. */
  static final String RETAINED =
      "select s.key, s.organization_id, s.revision, clock_timestamp() as at, "
          + PolicyRows.COLUMNS
          + """
                 , b.id, b.number, b.received_at, b.size_bytes, b.damaged, b.pinned, b.hold_until
            from vault.managed_system s
          """
          + POLICY_OF_SYSTEM
          + """
            left join vault.backup b on b.system_id = s.id and b.state = 'available'
           where s.id = :system
           order by b.number desc
          """;

  /** The current values of what a judgement was based on. */
  private static final String BASIS =
      "select s.revision, s.organization_id, "
          + PolicyRows.COLUMNS
          + """
                 , exists (select from vault.retention_halt h
                            where h.organization_id = s.organization_id and h.accepted_at is null) as is_halted,
                 t.may_remove, cast(:at as timestamptz) between t.earliest and t.latest as is_timely
            from vault.managed_system s
            cross join vault.time t
          """
          + POLICY_OF_SYSTEM
          + " where s.id = :system";

  private static final String REVISION =
      "select s.revision from vault.managed_system s where s.id = :system";

  private static final String STORE_VERDICTS =
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

  /** Takes the backups out of the count and returns their size in bytes. */
  private static final String STOP_COUNTING =
      """
      with removed as (
             update vault.backup
                set is_counted = false
              where id = any (:ids)
             returning size_bytes)
      select coalesce(sum(size_bytes), 0) from removed
      """;

  private static final String MARK_JUDGED =
      "update vault.managed_system set judged_revision = revision, judged_at = clock_timestamp()"
          + " where id = :system";

  private static final String UNASSIGN =
      """
      delete from vault.retention_policy
       where organization_id = cast(:organization as uuid)
          or system_id = cast(:system as uuid)
      """;

  /** All systems that the policy may apply to. */
  private static final String MARK_DUE =
      """
      update vault.managed_system
         set judged_at = null
       where organization_id = cast(:organization as uuid)
          or id = cast(:system as uuid)
      """;

  private static final String POLICY =
      "select "
          + PolicyRows.COLUMNS
          + """
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
    return database.transaction(
        "begin retention",
        handle ->
            handle.createUpdate(BEGIN).bind("period", period.toMillis()).execute() == 0
                ? Optional.empty()
                : Optional.of(new Pass(RetentionHalts.takeAccepted(handle))));
  }

  @Override
  public long available(UUID organizationId) {
    return available(Optional.of(organizationId));
  }

  @Override
  public long available() {
    return available(Optional.empty());
  }

  private long available(Optional<UUID> organization) {
    return database.query(
        "count available backups",
        handle ->
            OperatorScope.bind(handle.createQuery(AVAILABLE), organization)
                .mapTo(Long.class)
                .one());
  }

  @Override
  public void halt(UUID organizationId, String reason) {
    database.transaction(
        "halt retention",
        handle -> {
          RetentionHalts.halt(handle, organizationId, reason);
          return reason;
        });
  }

  @Override
  public Halts halts(Authority by) {
    return database.query("look after retention", handle -> RetentionHalts.find(handle, by));
  }

  @Override
  public Halts accept(Authority by) {
    return database.transaction("accept retention", handle -> RetentionHalts.accept(handle, by));
  }

  @Override
  public Optional<Halts> accept(Authority by, TenantRef organization) {
    return database.transaction(
        "accept retention",
        handle ->
            TenantLookup.find(handle, by, organization)
                .filter(found -> found.kind() == Kind.ORGANIZATION)
                .map(found -> RetentionHalts.accept(handle, by, found.id())));
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

  @Override
  public Optional<Retained> retained(UUID systemUuid) {
    return database.query("load what is retained", handle -> load(handle, systemUuid));
  }

  @Override
  public Optional<Retained> retained(Authority by, SystemId systemId) {
    return database.query(
        "load what is retained",
        handle ->
            TenantLookup.find(handle, by, new TenantRef.OfSystem(systemId))
                .flatMap(system -> load(handle, system.id())));
  }

  private static Optional<Retained> load(Handle handle, UUID systemUuid) {
    return handle
        .createQuery(RETAINED)
        .bind("system", systemUuid)
        .scanResultSet((rows, context) -> retained(systemUuid, rows.get()));
  }

  private static Optional<Retained> retained(UUID systemUuid, ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    var system = new SystemId(rows.getString("key"));
    UUID organization = Rows.uuid(rows, "organization_id");
    long revision = rows.getLong("revision");
    Instant at = Rows.instant(rows, "at");
    Optional<RetentionPolicy> policy = PolicyRows.optionalPolicy(rows);
    List<RetainedBackup> backups = new ArrayList<>();
    if (rows.getObject("id") != null) {
      do {
        backups.add(backup(rows));
      } while (rows.next());
    }
    return Optional.of(
        new Retained(systemUuid, system, organization, revision, at, policy, backups));
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
  public ApplyResult apply(Judgement judgement, Duration grace, int max) {
    return database.transaction(
        "apply retention",
        handle -> {
          Systems.lock(handle, judgement.systemUuid());
          return handle
              .createQuery(BASIS)
              .bind("system", judgement.systemUuid())
              .bind("at", Rows.timestamp(judgement.at()))
              .map((row, context) -> obstacle(row, judgement))
              .findOne()
              .orElseGet(() -> Optional.of(new Outdated()))
              .orElseGet(() -> apply(handle, judgement, grace, max));
        });
  }

  /** The reason not to apply a judgement, if there is one. */
  private static Optional<ApplyResult> obstacle(ResultSet row, Judgement judgement)
      throws SQLException {
    if (!row.getBoolean("may_remove")) {
      return Optional.of(new Halted());
    }
    if (row.getBoolean("is_halted")) {
      return Optional.of(new OrganizationHalted());
    }
    boolean isUnchanged =
        row.getBoolean("is_timely")
            && row.getLong("revision") == judgement.revision()
            && Rows.uuid(row, "organization_id").equals(judgement.organizationId())
            && PolicyRows.optionalPolicy(row).equals(judgement.policy());
    return isUnchanged ? Optional.empty() : Optional.of(new Outdated());
  }

  private static Applied apply(Handle handle, Judgement judgement, Duration grace, int max) {
    UUID system = judgement.systemUuid();
    store(handle, judgement.verdicts());
    List<RetentionVerdict> expiring = judgement.expiring();
    List<RetentionVerdict> removed = expiring.stream().limit(max).toList();
    for (RetentionVerdict verdict : removed) {
      BackupDeletion.markDeleting(
          handle, RETENTION, system, verdict.id(), grace, Rows.lower(verdict.reason()));
    }
    if (removed.size() == expiring.size()) {
      handle.createUpdate(MARK_JUDGED).bind("system", system).execute();
    }
    if (!removed.isEmpty()) {
      release(handle, system, removed);
    }
    long revision = handle.createQuery(REVISION).bind("system", system).mapTo(Long.class).one();
    return new Applied(
        removed.size(),
        judgement.rest(revision, expiring.subList(removed.size(), expiring.size())));
  }

  private static void store(Handle handle, List<RetentionVerdict> verdicts) {
    handle
        .createUpdate(STORE_VERDICTS)
        .bindArray("ids", UUID.class, verdicts.stream().map(v -> v.id().value()).toArray())
        .bindArray(
            "verdicts", String.class, verdicts.stream().map(v -> Rows.lower(v.reason())).toArray())
        .bindArray(
            "untils",
            String.class,
            verdicts.stream().map(v -> v.staysUntil().map(Rows::timestamp).orElse(null)).toArray())
        .execute();
  }

  /** The last step: uploads of all systems of the organization wait for its row. */
  private static void release(Handle handle, UUID system, List<RetentionVerdict> removed) {
    Object[] ids = removed.stream().map(verdict -> verdict.id().value()).sorted().toArray();
    long bytes =
        handle.createQuery(STOP_COUNTING).bindArray("ids", UUID.class, ids).mapTo(Long.class).one();
    for (String statement : List.of(RELEASE_ON_SYSTEM, RELEASE_ON_ORGANIZATION)) {
      handle.createUpdate(statement).bind("system", system).bind("bytes", bytes).execute();
    }
  }

  @Override
  public boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy) {
    return change(
        by,
        tenant,
        "to " + policy,
        (handle, found) ->
            PolicyRows.bind(bind(handle.createUpdate(PolicyRows.INSERT), found), policy).execute());
  }

  @Override
  public boolean unassign(Authority by, TenantRef tenant) {
    return change(by, tenant, "taken away", (_, _) -> {});
  }

  private interface Change {
    void apply(Handle handle, Found tenant);
  }

  private boolean change(Authority by, TenantRef tenant, String detail, Change change) {
    return database.transaction(
        "change retention policy",
        handle -> {
          Optional<Found> tenantFound = TenantLookup.find(handle, by, tenant);
          tenantFound.ifPresent(found -> {
            // The systems' rows first, as everywhere: a policy refers to its organization's
            // row.
            bind(handle.createUpdate(MARK_DUE), found).execute();
            bind(handle.createUpdate(UNASSIGN), found).execute();
            change.apply(handle, found);
            record(handle, by.actor(), found, "%s: %s".formatted(found.name(), detail));
          });
          return tenantFound.isPresent();
        });
  }

  /** Binds the id as the organization's or the system's; the other one is null. */
  private static <S extends SqlStatement<S>> S bind(S statement, Found tenant) {
    boolean isSystem = tenant.kind() == Kind.SYSTEM;
    return statement
        .bind("organization", isSystem ? null : tenant.id())
        .bind("system", isSystem ? tenant.id() : null);
  }

  private static void record(Handle handle, Actor actor, Found tenant, String detail) {
    AuditAction changed = AuditAction.RETENTION_CHANGED;
    switch (tenant.kind()) {
      case SYSTEM -> PostgresAuditLog.recordOfSystem(handle, actor, changed, tenant.id(), detail);
      case ORGANIZATION ->
          PostgresAuditLog.recordOfOrganization(handle, actor, changed, tenant.id(), detail);
    }
  }

  @Override
  public Optional<RetentionPolicy> policy(Authority by, TenantRef tenant) {
    return database.query(
        "find retention policy",
        handle ->
            TenantLookup.find(handle, by, tenant)
                .flatMap(found ->
                    bind(handle.createQuery(POLICY), found)
                        .map((row, context) -> PolicyRows.policy(row))
                        .findOne()));
  }
}
