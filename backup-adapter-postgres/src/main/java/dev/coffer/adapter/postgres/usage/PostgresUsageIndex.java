package dev.coffer.adapter.postgres.usage;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.usage.UsageIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.UsageDrift;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Audits the byte counters of systems and organizations, and counts what they store. Thread-safe.
 */
public final class PostgresUsageIndex implements UsageIndex {

  private static final String BEGIN =
      """
      update vault.job
         set last_run_at = clock_timestamp()
       where name = 'usage'
         and (last_run_at is null
              or last_run_at not between clock_timestamp() - :period * interval '1 millisecond'
                                     and clock_timestamp())
      """;

  /**
   * One statement is one snapshot: it sees everything that a transaction changes, or none of it.
   */
  static final String DRIFTS =
      """
      with per_system as (
             select b.system_id,
                    coalesce(sum(b.size_bytes) filter (where b.state in ('available', 'deleting')
                                                         and b.is_counted), 0) as used,
                    coalesce(sum(b.declared_bytes) filter (where b.state = 'uploading'), 0) as reserved
               from vault.backup b
              where b.state <> 'failed'
              group by b.system_id),
           systems as (
             select s.organization_id, s.key, s.used_bytes, s.reserved_bytes,
                    coalesce(p.used, 0) as used, coalesce(p.reserved, 0) as reserved
               from vault.managed_system s
               left join per_system p on p.system_id = s.id)
      select 'system' as kind, s.key as owner,
             s.used_bytes - s.used as used_bytes, s.reserved_bytes - s.reserved as reserved_bytes
        from systems s
       where s.used_bytes <> s.used
          or s.reserved_bytes <> s.reserved
      union all
      select 'organization', o.name, o.used_bytes - coalesce(t.used, 0), o.reserved_bytes - coalesce(t.reserved, 0)
        from vault.organization o
        left join (select s.organization_id, sum(s.used) as used, sum(s.reserved) as reserved
                     from systems s
                    group by s.organization_id) t on t.organization_id = o.id
       where o.used_bytes <> coalesce(t.used, 0)
          or o.reserved_bytes <> coalesce(t.reserved, 0)
      order by kind desc, owner
      """;

  /** Few rows are in state uploading, and they have indexes of their own. */
  public static final String STUCK =
      """
      select s.key, count(*) as uploads, sum(b.declared_bytes) as bytes,
             min(least(b.interrupted_at, case when b.lease_until < t.of_leases then b.lease_until
                                              else b.received_at end)) as since
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
       cross join vault.time t
       where b.state = 'uploading'
         and (b.lease_until < t.of_leases - :lease * interval '1 millisecond'
              or b.lease_until > t.of_leases + 2 * :lease * interval '1 millisecond'
              or b.interrupted_at < t.of_leases - :lease * interval '1 millisecond')
       group by s.key
       order by s.key
      """;

  private static final String LOCK_SYSTEM =
      """
      select id
        from vault.managed_system
       where lower(key) = lower(:name)
         and key = :name
         for no key update
      """;

  private static final String LOCK_ORGANIZATION =
      "select id from vault.organization where name = :name for no key update";

  private static final String CORRECT_SYSTEM =
      """
      update vault.managed_system s
         set used_bytes = r.used, reserved_bytes = r.reserved
        from (select coalesce(sum(b.size_bytes) filter (where b.state in ('available', 'deleting')
                                                          and b.is_counted), 0) as used,
                     coalesce(sum(b.declared_bytes) filter (where b.state = 'uploading'), 0) as reserved
                from vault.backup b
               where b.system_id = :id) r,
             vault.managed_system before
       where s.id = :id
         and before.id = s.id
      returning before.used_bytes - s.used_bytes as used_bytes,
                before.reserved_bytes - s.reserved_bytes as reserved_bytes
      """;

  /**
   * While the organization's row is locked, no transaction that changes its counters can commit.
   * Rows of a transaction that still waits for this lock are not visible yet.
   */
  private static final String CORRECT_ORGANIZATION =
      """
      update vault.organization o
         set used_bytes = r.used, reserved_bytes = r.reserved
        from (select coalesce(sum(b.size_bytes) filter (where b.state in ('available', 'deleting')
                                                          and b.is_counted), 0) as used,
                     coalesce(sum(b.declared_bytes) filter (where b.state = 'uploading'), 0) as reserved
                from vault.backup b
               where b.organization_id = :id) r,
             vault.organization before
       where o.id = :id
         and before.id = o.id
      returning before.used_bytes - o.used_bytes as used_bytes,
                before.reserved_bytes - o.reserved_bytes as reserved_bytes
      """;

  private static final String RECORD_DRIFT =
      """
      insert into vault.usage_drift (kind, owner, used_bytes, reserved_bytes)
      values (:kind, :owner, :used, :reserved)
      """;

  public static final String STORED_BY_SYSTEMS =
      """
      select i.id, n.backups, l.newest
        from unnest(:ids) as i (id)
       cross join lateral (
         select count(*) as backups
           from vault.backup b
          where b.system_id = i.id
            and b.state = 'available') n
        left join lateral (
         select b.received_at as newest
           from vault.backup b
          where b.system_id = i.id
            and b.state = 'available'
          order by b.number desc
          limit 1) l on true
      """;

  public static final String STORED_BY_ORGANIZATIONS =
      """
      select i.id, n.backups, l.newest
        from unnest(:ids) as i (id)
       cross join lateral (
         select count(*) as backups
           from vault.backup b
          where b.organization_id = i.id
            and b.state = 'available') n
        left join lateral (
         select b.received_at as newest
           from vault.backup b
          where b.organization_id = i.id
            and b.state = 'available'
          order by b.received_at desc, b.id desc
          limit 1) l on true
      """;

  private final Database database;

  public PostgresUsageIndex(Database database) {
    this.database = database;
  }

  @Override
  public boolean begin(Duration period) {
    return database.query(
        "begin usage audit",
        handle -> handle.createUpdate(BEGIN).bind("period", period.toMillis()).execute() == 1);
  }

  @Override
  public List<UsageDrift> drifts() {
    return database.query(
        "audit usage",
        handle ->
            handle
                .createQuery(DRIFTS)
                .map((row, context) ->
                    drift(
                        row,
                        UsageDrift.Owner.valueOf(Rows.upper(row.getString("kind"))),
                        row.getString("owner")))
                .list());
  }

  private static UsageDrift drift(ResultSet row, UsageDrift.Owner kind, String owner)
      throws SQLException {
    return new UsageDrift(kind, owner, row.getLong("used_bytes"), row.getLong("reserved_bytes"));
  }

  @Override
  public UsageDrift repair(Actor actor, UsageDrift drift) {
    return database.transaction(
        "correct usage",
        handle -> {
          Optional<UUID> id = lock(handle, drift);
          UsageDrift corrected =
              id.flatMap(owner -> correct(handle, drift, owner))
                  .orElseGet(() -> new UsageDrift(drift.kind(), drift.owner(), 0, 0));
          if (corrected.size().bytes() > 0) {
            recordDrift(handle, corrected);
            record(handle, actor, corrected, id.orElseThrow());
          }
          return corrected;
        });
  }

  private static Optional<UUID> lock(Handle handle, UsageDrift drift) {
    String statement =
        switch (drift.kind()) {
          case SYSTEM -> LOCK_SYSTEM;
          case ORGANIZATION -> LOCK_ORGANIZATION;
        };
    return handle.createQuery(statement).bind("name", drift.owner()).mapTo(UUID.class).findOne();
  }

  private static Optional<UsageDrift> correct(Handle handle, UsageDrift drift, UUID id) {
    String statement =
        switch (drift.kind()) {
          case SYSTEM -> CORRECT_SYSTEM;
          case ORGANIZATION -> CORRECT_ORGANIZATION;
        };
    return handle
        .createQuery(statement)
        .bind("id", id)
        .map((row, context) -> drift(row, drift.kind(), drift.owner()))
        .findOne();
  }

  private static void recordDrift(Handle handle, UsageDrift drift) {
    handle
        .createUpdate(RECORD_DRIFT)
        .bind("kind", Rows.lower(drift.kind()))
        .bind("owner", drift.owner())
        .bind("used", drift.usedBytes())
        .bind("reserved", drift.reservedBytes())
        .execute();
  }

  private static void record(Handle handle, Actor actor, UsageDrift drift, UUID id) {
    String detail =
        "off by %d bytes used and %d reserved".formatted(drift.usedBytes(), drift.reservedBytes());
    switch (drift.kind()) {
      case SYSTEM ->
          PostgresAuditLog.recordOfSystem(handle, actor, AuditAction.USAGE_REPAIRED, id, detail);
      case ORGANIZATION ->
          PostgresAuditLog.recordOfOrganization(
              handle, actor, AuditAction.USAGE_REPAIRED, id, detail);
    }
  }

  @Override
  public List<StuckReservations> stuckReservations(Duration lease) {
    return database.query(
        "look for stuck reservations",
        handle ->
            handle
                .createQuery(STUCK)
                .bind("lease", lease.toMillis())
                .map((row, context) ->
                    new StuckReservations(
                        new SystemId(row.getString("key")),
                        row.getLong("uploads"),
                        new ByteSize(row.getLong("bytes")),
                        Rows.instant(row, "since")))
                .list());
  }

  @Override
  public Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems) {
    return stored(STORED_BY_SYSTEMS, systems);
  }

  @Override
  public Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations) {
    return stored(STORED_BY_ORGANIZATIONS, organizations);
  }

  private Map<UUID, StoredBackups> stored(String statement, Collection<UUID> ids) {
    return database.query(
        "count what is stored",
        handle ->
            handle
                .createQuery(statement)
                .bindArray("ids", UUID.class, ids.toArray())
                .map((row, context) -> Map.entry(Rows.uuid(row, "id"), stored(row)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static StoredBackups stored(ResultSet row) throws SQLException {
    return new StoredBackups(row.getLong("backups"), Rows.optionalInstant(row, "newest"));
  }
}
