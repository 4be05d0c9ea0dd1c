package dev.coffer.adapter.postgres.deletion;

import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_AVAILABLE;
import static dev.coffer.adapter.postgres.deletion.BackupConditions.IS_PROTECTED;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.adapter.postgres.connection.TenantLookup;
import dev.coffer.adapter.postgres.connection.TenantLookup.Found;
import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Erasures of systems and organizations. Systems are locked in the order of their ids, then the
 * organization, then backups. Longer than other files because the statements of one erasure belong
 * side by side. Thread-safe.
 */
public final class PostgresErasureIndex implements ErasureIndex {

  /** Backups of one system that one transaction marks. */
  private static final int BATCH = 500;

  /** The number of protected backups that a refusal names. */
  private static final int MAX_NAMED = 100;

  /**
   * The latest erasure of a tenant of that name, used when the tenant's rows are gone: the erasure
   * is finished, or waits for the drives. A tenant of the same name may have been added and erased
   * more than once.
   */
  private static final String EARLIER =
      """
      select e.owner_id
        from vault.erasure e
       where e.kind = :kind
         and e.name = :name
         and e.organization_id between :first_organization and :last_organization
       order by e.begun_at desc
       limit 1
      """;

  private static final String EARLIER_BY_ID =
      """
      select e.owner_id
        from vault.erasure e
       where e.kind = :kind
         and e.owner_id = :id
         and e.organization_id between :first_organization and :last_organization
      """;

  private static final String LOCK_SYSTEMS =
      """
      select s.id, s.key, s.state
        from vault.managed_system s
       where s.id = :owner
          or s.organization_id = :owner
       order by s.id
         for no key update
      """;

  private static final String PROTECTED =
      "select b.id from vault.backup b where b.system_id = any (:systems) and "
          + IS_AVAILABLE
          + " and "
          + IS_PROTECTED
          + " order by b.id limit :max";

  private static final String RETIRE =
      "update vault.managed_system set state = 'retired' where id = any (:systems) and state <>"
          + " 'retired'";

  private static final String RECORD =
      """
      insert into vault.erasure (kind, owner_id, organization_id, name, actor_kind, actor)
      select :kind, :owner,
             coalesce((select s.organization_id from vault.managed_system s where s.id = :owner), :owner),
             :name, :actor_kind, :actor
      on conflict (owner_id) do nothing
      """;

  private static final String ERASURE =
      """
      select e.id, e.kind, e.owner_id, e.name, e.begun_at, e.finished_at,
             count(b.size_bytes) as backups, coalesce(sum(b.size_bytes), 0) as size_bytes
        from vault.erasure e
        left join vault.erased_backup b on b.erasure_id = e.id
       where e.owner_id = :owner
       group by e.id
      """;

  private static final String UNDER_WAY =
      """
      select e.id, e.kind, e.owner_id, e.name, e.begun_at, e.finished_at,
             count(b.size_bytes) as backups, coalesce(sum(b.size_bytes), 0) as size_bytes
        from vault.erasure e
        left join vault.erased_backup b on b.erasure_id = e.id
       where e.finished_at is null
       group by e.id
       order by e.begun_at
      """;

  /** The backups of a system that the erasure may delete and has not recorded yet. */
  private static final String LEFT_TO_MARK =
      " and b.state <> 'uploading' and not ("
          + IS_AVAILABLE
          + " and "
          + IS_PROTECTED
          + """
          )
             and not exists (select 1
                               from vault.erased_backup e
                              where e.erasure_id = :erasure
                                and e.backup_id = b.id)
          """;

  /**
   * Systems with backups left to mark, except those that an operator has resumed since: an erasure
   * may wait for a drive for days.
   */
  private static final String SYSTEMS_TO_MARK =
      """
      select s.id
        from vault.managed_system s
       where (s.id = :owner or s.organization_id = :owner)
         and s.state = 'retired'
         and exists (select 1
                       from vault.backup b
                      where b.system_id = s.id
      """
          + LEFT_TO_MARK
          + ") order by s.id";

  private static final String IS_RETIRED =
      "select s.state = 'retired' from vault.managed_system s where s.id = :system";

  /**
   * One statement, so that all its parts see the same rows. Backups in their grace period become
   * due immediately. A purge that has failed keeps the time of its next attempt.
   */
  private static final String MARK_DELETING =
      """
      with chosen as (
             select b.id
               from vault.backup b
              where b.system_id = :system
      """
          + LEFT_TO_MARK
          + """
                  order by b.id
                  limit :max
                    for no key update),
               noted as (
                 insert into vault.erased_backup (erasure_id, backup_id, system_key, size_bytes, sha256, drives)
                 select :erasure, b.id, s.key, b.size_bytes, b.sha256,
                        array(select d.label
                                from vault.copy c
                                join vault.drive d on d.id = c.drive_id
                               where c.backup_id = b.id
                               order by d.label)
                   from chosen
                   join vault.backup b on b.id = chosen.id
                   join vault.managed_system s on s.id = b.system_id),
               tombstoned as (
                 insert into vault.tombstone (backup_id, organization_id, system_id, object_key)
                 select b.id, b.organization_id, b.system_id, b.object_key
                   from chosen
                   join vault.backup b on b.id = chosen.id
                 on conflict (backup_id) do nothing)
          update vault.backup b
             set state = 'deleting', deleted_at = coalesce(b.deleted_at, clock_timestamp()),
                 purge_after = case when b.purge_error is null then least(t.clock, t.reference) else b.purge_after end,
                 is_counted = b.is_counted and b.size_bytes is not null,
                 failure = null, look_again_at = null, hold_until = null, updated_at = clock_timestamp()
            from chosen
           cross join vault.time t
           where b.id = chosen.id
          """;

  private static final String REMAINING =
      """
      select count(*) filter (where b.state = 'uploading') as uploads,
             count(*) filter (where b.state <> 'uploading') as waiting,
             coalesce(sum(b.size_bytes), 0) as size_bytes
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
       where s.id = :owner
          or s.organization_id = :owner
      """;

  private static final String DELETE_RATES =
      "delete from vault.upload_rate where system_id = any (:systems)";

  private static final String DELETE_KEYS_OF_UPLOADS =
      "delete from vault.idempotency where system_id = any (:systems)";

  private static final String DELETE_CREDENTIALS =
      "delete from vault.credential where system_id = any (:systems)";

  private static final String DELETE_SYSTEMS =
      "delete from vault.managed_system where id = any (:systems)";

  private static final String DELETE_API_KEYS =
      "delete from vault.api_key where organization_id = :owner";

  private static final String DELETE_ORGANIZATION =
      "delete from vault.organization where id = :owner";

  /**
   * Drawn when all rows are deleted for good: a tenant snapshot with a higher number cannot contain
   * the tenant.
   */
  private static final String DRAW_SNAPSHOT_NUMBER =
      """
      update vault.erasure
         set directory_number = vault.next_directory_number()
       where id = :erasure
         and directory_number is null
      """;

  private static final String FINISH =
      """
      update vault.erasure e
         set finished_at = clock_timestamp()
       where e.id = :erasure
         and e.finished_at is null
         and not exists (select 1
                           from vault.directory_object o
                          where o.organization_id = e.organization_id
                            and o.number < e.directory_number)
      returning e.organization_id
      """;

  private static final String ACTOR =
      "select actor_kind, actor from vault.erasure where id = :erasure";

  private static final String ERASED =
      """
      select e.backup_id, e.system_key, e.size_bytes, e.sha256, e.drives
        from vault.erased_backup e
       where e.erasure_id = :erasure
         and e.size_bytes is not null
         and e.backup_id > :after
       order by e.backup_id
       limit :max
      """;

  private final Database database;

  public PostgresErasureIndex(Database database) {
    this.database = database;
  }

  private record Locked(UUID id, SystemId key, SystemState state) {}

  @Override
  public BeginResult begin(Authority by, TenantRef tenant, boolean suspend) {
    return database.transaction(
        "begin erasure",
        handle ->
            TenantLookup.find(handle, by, tenant)
                .map(found -> begin(handle, by.actor(), found, suspend))
                .or(() -> earlier(handle, by, tenant))
                .orElseGet(Erasures.UnknownTenant::new));
  }

  private static Optional<BeginResult> earlier(Handle handle, Authority by, TenantRef tenant) {
    String statement =
        switch (tenant) {
          case TenantRef.OfSystem _, TenantRef.OfOrganizationNamed _ -> EARLIER;
          case TenantRef.OfOrganization _ -> EARLIER_BY_ID;
        };
    return TenantLookup.bind(handle.createQuery(statement), by, tenant)
        .bind("kind", Rows.lower(TenantLookup.kind(tenant)))
        .mapTo(UUID.class)
        .findOne()
        .map(owner -> new Begun(erasure(handle, owner)));
  }

  private static BeginResult begin(Handle handle, Actor actor, Found owner, boolean suspend) {
    List<Locked> systems = lock(handle, owner.id());
    List<SystemId> served =
        systems.stream().filter(system -> system.state().isServed()).map(Locked::key).toList();
    if (!suspend && !served.isEmpty()) {
      return new Erasures.NotSuspended(served);
    }
    Object[] ids = systems.stream().map(Locked::id).toArray();
    List<BackupId> protectedOnes =
        handle
            .createQuery(PROTECTED)
            .bindArray("systems", UUID.class, ids)
            .bind("max", MAX_NAMED)
            .addCustomizer(Replan.PER_CALL)
            .map((row, context) -> new BackupId(Rows.uuid(row, "id")))
            .list();
    if (!protectedOnes.isEmpty()) {
      return new Erasures.Protected(protectedOnes);
    }
    handle.createUpdate(RETIRE).bindArray("systems", UUID.class, ids).execute();
    int added =
        handle
            .createUpdate(RECORD)
            .bind("kind", Rows.lower(owner.kind()))
            .bind("owner", owner.id())
            .bind("name", owner.name())
            .bind("actor_kind", Rows.lower(actor.kind()))
            .bind("actor", actor.name())
            .execute();
    if (added == 1) {
      recordBegun(handle, actor, owner);
    }
    return new Begun(erasure(handle, owner.id()));
  }

  private static void recordBegun(Handle handle, Actor actor, Found owner) {
    switch (owner.kind()) {
      case SYSTEM ->
          PostgresAuditLog.recordOfSystem(handle, actor, AuditAction.ERASURE_BEGUN, owner.id(), "");
      case ORGANIZATION ->
          PostgresAuditLog.recordOfOrganization(
              handle, actor, AuditAction.ERASURE_BEGUN, owner.id(), owner.name());
    }
  }

  private static List<Locked> lock(Handle handle, UUID owner) {
    return handle
        .createQuery(LOCK_SYSTEMS)
        .bind("owner", owner)
        .map((row, context) ->
            new Locked(
                Rows.uuid(row, "id"), new SystemId(row.getString("key")), Rows.systemState(row)))
        .list();
  }

  private static Erasure erasure(Handle handle, UUID owner) {
    return erasures(handle.createQuery(ERASURE).bind("owner", owner)).getFirst();
  }

  private static List<Erasure> erasures(Query query) {
    return query
        .map((row, context) ->
            new Erasure(
                Rows.uuid(row, "id"),
                Kind.valueOf(Rows.upper(row.getString("kind"))),
                Rows.uuid(row, "owner_id"),
                row.getString("name"),
                Rows.instant(row, "begun_at"),
                Rows.optionalInstant(row, "finished_at"),
                row.getLong("backups"),
                new ByteSize(row.getLong("size_bytes"))))
        .list();
  }

  @Override
  public List<Erasure> underWay() {
    return database.query("list erasures", handle -> erasures(handle.createQuery(UNDER_WAY)));
  }

  @Override
  public void markDeleting(Erasure erasure) {
    List<UUID> systems =
        database.query(
            "list systems to erase",
            handle ->
                handle
                    .createQuery(SYSTEMS_TO_MARK)
                    .bind("owner", erasure.ownerId())
                    .bind("erasure", erasure.id())
                    .mapTo(UUID.class)
                    .list());
    for (UUID system : systems) {
      int marked;
      do {
        marked =
            database.transaction("mark deleting", handle -> markDeleting(handle, erasure, system));
      } while (marked == BATCH);
    }
  }

  private static int markDeleting(Handle handle, Erasure erasure, UUID system) {
    Systems.lock(handle, system);
    // An operator may have resumed the system since it was listed.
    boolean isRetired =
        handle
            .createQuery(IS_RETIRED)
            .bind("system", system)
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false);
    if (!isRetired) {
      return 0;
    }
    int marked =
        handle
            .createUpdate(MARK_DELETING)
            .bind("system", system)
            .bind("erasure", erasure.id())
            .bind("max", BATCH)
            .addCustomizer(Replan.PER_CALL)
            .execute();
    if (marked > 0) {
      Systems.raiseRevision(handle, system);
    }
    return marked;
  }

  @Override
  public Remaining remaining(Erasure erasure) {
    return database.query("check an erasure", handle -> remaining(handle, erasure));
  }

  private static Remaining remaining(Handle handle, Erasure erasure) {
    return handle
        .createQuery(REMAINING)
        .bind("owner", erasure.ownerId())
        .map((row, context) ->
            new Remaining(
                row.getLong("uploads"),
                row.getLong("waiting"),
                new ByteSize(row.getLong("size_bytes"))))
        .one();
  }

  @Override
  public Optional<Erasure> finish(Erasure erasure) {
    boolean isDeleted =
        database.transaction("delete a tenant", handle -> deleteRows(handle, erasure));
    return isDeleted
        ? database.transaction("finish erasure", handle -> finishDeleted(handle, erasure))
        : Optional.empty();
  }

  /** Deletes the rows of the tenant if nothing else of it is left, and returns whether it did. */
  private static boolean deleteRows(Handle handle, Erasure erasure) {
    List<Locked> systems = lock(handle, erasure.ownerId());
    boolean isOver =
        systems.stream().allMatch(system -> system.state() == SystemState.RETIRED)
            && remaining(handle, erasure).isNothing();
    if (isOver) {
      deleteRows(handle, erasure, systems.stream().map(Locked::id).toArray());
    }
    return isOver;
  }

  private static void deleteRows(Handle handle, Erasure erasure, Object... systems) {
    for (String statement :
        List.of(DELETE_RATES, DELETE_KEYS_OF_UPLOADS, DELETE_CREDENTIALS, DELETE_SYSTEMS)) {
      handle.createUpdate(statement).bindArray("systems", UUID.class, systems).execute();
    }
    if (erasure.kind() == Kind.ORGANIZATION) {
      handle.createUpdate(DELETE_API_KEYS).bind("owner", erasure.ownerId()).execute();
      handle.createUpdate(DELETE_ORGANIZATION).bind("owner", erasure.ownerId()).execute();
    }
  }

  private static Optional<Erasure> finishDeleted(Handle handle, Erasure erasure) {
    handle.createUpdate(DRAW_SNAPSHOT_NUMBER).bind("erasure", erasure.id()).execute();
    handle
        .createQuery(FINISH)
        .bind("erasure", erasure.id())
        .mapTo(UUID.class)
        .findOne()
        .ifPresent(organization ->
            PostgresAuditLog.recordOfOrganization(
                handle,
                begunBy(handle, erasure),
                AuditAction.ERASURE_FINISHED,
                organization,
                erasure.name()));
    return Optional.of(erasure(handle, erasure.ownerId()))
        .filter(now -> now.finishedAt().isPresent());
  }

  private static Actor begunBy(Handle handle, Erasure erasure) {
    return handle
        .createQuery(ACTOR)
        .bind("erasure", erasure.id())
        .map((row, context) -> Rows.actor(row))
        .one();
  }

  @Override
  public List<ErasedBackup> erased(Erasure erasure, Optional<BackupId> after, int max) {
    return database.query(
        "list what was erased",
        handle ->
            handle
                .createQuery(ERASED)
                .bind("erasure", erasure.id())
                .bind("after", after.map(BackupId::value).orElse(new UUID(0, 0)))
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> erased(row))
                .list());
  }

  private static ErasedBackup erased(ResultSet row) throws SQLException {
    return new ErasedBackup(
        new BackupId(Rows.uuid(row, "backup_id")),
        new SystemId(row.getString("system_key")),
        new ByteSize(row.getLong("size_bytes")),
        Sha256.of(row.getBytes("sha256")),
        Arrays.asList((String[]) row.getArray("drives").getArray()));
  }
}
