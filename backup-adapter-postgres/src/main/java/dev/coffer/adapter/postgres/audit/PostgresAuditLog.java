package dev.coffer.adapter.postgres.audit;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** Writes and lists audit events. Thread-safe. */
public final class PostgresAuditLog implements AuditLog {

  private static final String OF_BACKUP =
      """
      insert into vault.audit_event (actor_kind, actor, action, organization_id, system_key, backup_id, detail)
      select :actor_kind, :actor, :action, b.organization_id, s.key, b.id, :detail
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
       where b.id = :backup
      """;

  private static final String OF_SYSTEM =
      """
      insert into vault.audit_event (actor_kind, actor, action, organization_id, system_key, detail)
      select :actor_kind, :actor, :action, s.organization_id, s.key, :detail
        from vault.managed_system s
       where s.id = :system
      """;

  private static final String OF_ORGANIZATION =
      """
      insert into vault.audit_event (actor_kind, actor, action, organization_id, detail)
      values (:actor_kind, :actor, :action, :organization, :detail)
      """;

  private static final String OF_VAULT =
      """
      insert into vault.audit_event (actor_kind, actor, action, detail, times)
      values (:actor_kind, :actor, :action, :detail, :times)
      """;

  private static final String COUNT_OF_SYSTEM =
      """
      insert into vault.audit_event (actor_kind, actor, action, organization_id, system_key, detail, times)
      select :actor_kind, :actor, :action, s.organization_id, s.key, :detail, :times
        from vault.managed_system s
       where s.key = :system
      """;

  private static final String COUNT_OF_KEY =
      """
      insert into vault.audit_event (actor_kind, actor, action, organization_id, detail, times)
      select :actor_kind, :actor, :action, k.organization_id, :detail, :times
        from vault.api_key k
       where k.id = :key
      """;

  private static final String ALL =
      """
      select e.id, e.at, e.actor_kind, e.actor, e.action, e.organization_id, e.system_key, e.backup_id, e.detail
        from vault.audit_event e
      """;

  private static final String WITHIN =
      """
       where (e.at, e.id) < (cast(:below_at as timestamptz), :below_id)
         and e.at >= cast(:since as timestamptz)
      """;

  private static final String NEWEST_FIRST =
      """
       order by e.at desc, e.id desc
       limit :max
      """;

  public static final String EVENTS = ALL + WITHIN + NEWEST_FIRST;

  public static final String EVENTS_OF_ORGANIZATION =
      ALL + WITHIN + " and e.organization_id = :organization\n" + NEWEST_FIRST;

  public static final String EVENTS_OF_SYSTEM =
      ALL + WITHIN + " and e.system_key = :system\n" + NEWEST_FIRST;

  public static final String EVENTS_BY_ACTOR =
      ALL + WITHIN + " and e.actor = :actor\n" + NEWEST_FIRST;

  public static final String EVENTS_OF_ACTION =
      ALL + WITHIN + " and e.action = :action\n" + NEWEST_FIRST;

  /** Rows read at a time: the filters that are applied to them may leave few. */
  private static final int BATCH = 500;

  private static final UUID LAST_ID = new UUID(-1, -1);

  private static final String ADD_MONTHS = "select vault.add_audit_months()";
  private static final String DROP_MONTHS = "select vault.drop_audit_months()";

  private final Database database;

  public PostgresAuditLog(Database database) {
    this.database = database;
  }

  private static Update event(
      Handle handle, String statement, Actor actor, AuditAction action, String detail) {
    return handle
        .createUpdate(statement)
        .bind("actor_kind", Rows.lower(actor.kind()))
        .bind("actor", actor.name())
        .bind("action", Rows.lower(action))
        .bind("detail", detail);
  }

  /** Runs in the transaction of the action it records. */
  public static void record(
      Handle handle, Actor actor, AuditAction action, BackupId backup, String detail) {
    event(handle, OF_BACKUP, actor, action, detail).bind("backup", backup.value()).execute();
  }

  /**
   * As above, for an existing system. The event belongs to the system's owner at this point of the
   * transaction.
   */
  public static void recordOfSystem(
      Handle handle, Actor actor, AuditAction action, UUID system, String detail) {
    event(handle, OF_SYSTEM, actor, action, detail).bind("system", system).execute();
  }

  /** As above, for an action on an organization and none of its systems. */
  public static void recordOfOrganization(
      Handle handle, Actor actor, AuditAction action, UUID organization, String detail) {
    event(handle, OF_ORGANIZATION, actor, action, detail)
        .bind("organization", organization)
        .execute();
  }

  /** As above, for an action that concerns no organization. */
  public static void record(Handle handle, Actor actor, AuditAction action, String detail) {
    event(handle, OF_VAULT, actor, action, detail).bind("times", 1).execute();
  }

  @Override
  public void record(Actor actor, AuditAction action, BackupId backup, String detail) {
    database.transaction(
        "record what is done",
        handle -> {
          record(handle, actor, action, backup, detail);
          return backup;
        });
  }

  @Override
  public List<RequestCount> record(List<RequestCount> counts) {
    return database.transaction(
        "record counted requests",
        handle -> counts.stream().filter(count -> !isRecorded(handle, count)).toList());
  }

  private static boolean isRecorded(Handle handle, RequestCount count) {
    Counted request = count.request();
    Optional<UUID> key = request.caller().flatMap(Actor::keyId);
    String statement =
        request.system().isPresent() ? COUNT_OF_SYSTEM : key.isPresent() ? COUNT_OF_KEY : OF_VAULT;
    Update event =
        event(handle, statement, count.actor(), request.action(), count.detail())
            .bind("times", count.times());
    request.system().ifPresent(system -> event.bind("system", system.value()));
    key.ifPresent(id -> event.bind("key", id));
    return event.execute() > 0;
  }

  @Override
  public List<AuditEvent> events(Authority by, AuditEvents.PageQuery query) {
    AuditFilter filter = query.filter();
    Optional<UUID> organization = by.organizationId();
    if (filter.organization().isPresent()) {
      Optional<UUID> wanted = OperatorScope.organization(database, by, filter.organization().get());
      if (wanted.isEmpty()) {
        return List.of();
      }
      organization = wanted;
    }
    var selection = new Selection(filter, organization);
    List<AuditEvent> found = new ArrayList<>();
    AuditPlace place =
        query.after().orElse(new AuditPlace(filter.until().orElse(Rows.LATEST), LAST_ID));
    int size = Math.max(BATCH, query.max());
    List<AuditEvent> batch;
    do {
      batch = batch(selection, place, size);
      batch.stream().filter(selection::matches).forEach(found::add);
      place = batch.isEmpty() ? place : AuditPlace.of(batch.getLast());
    } while (batch.size() == size && found.size() < query.max());
    return found.stream().limit(query.max()).toList();
  }

  private List<AuditEvent> batch(Selection selection, AuditPlace below, int max) {
    return database.query(
        "list events",
        handle ->
            selection
                .leading(handle)
                .bind("below_at", Rows.timestamp(below.at()))
                .bind("below_id", below.id())
                .bind("since", Rows.timestamp(selection.filter.since().orElse(Rows.EARLIEST)))
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) -> event(row))
                .list());
  }

  /**
   * The most selective filter selects the rows of the statement; the others are applied to those
   * rows.
   */
  private record Selection(AuditFilter filter, Optional<UUID> organization) {

    Query leading(Handle handle) {
      if (filter.system().isPresent()) {
        return handle.createQuery(EVENTS_OF_SYSTEM).bind("system", filter.system().get().value());
      }
      if (filter.actor().isPresent()) {
        return handle.createQuery(EVENTS_BY_ACTOR).bind("actor", filter.actor().get());
      }
      if (organization.isPresent()) {
        return handle.createQuery(EVENTS_OF_ORGANIZATION).bind("organization", organization.get());
      }
      return filter
          .action()
          .map(action -> handle.createQuery(EVENTS_OF_ACTION).bind("action", Rows.lower(action)))
          .orElseGet(() -> handle.createQuery(EVENTS));
    }

    boolean matches(AuditEvent event) {
      return filter.matches(event)
          && organization.stream()
              .allMatch(owner -> event.organizationId().equals(Optional.of(owner)));
    }
  }

  private static AuditEvent event(ResultSet row) throws SQLException {
    return new AuditEvent(
        Rows.uuid(row, "id"),
        Rows.instant(row, "at"),
        Rows.actor(row),
        AuditAction.valueOf(Rows.upper(row.getString("action"))),
        Optional.ofNullable(row.getObject("organization_id", UUID.class)),
        Optional.ofNullable(row.getString("system_key")).map(SystemId::new),
        Optional.ofNullable(row.getObject("backup_id", UUID.class)).map(BackupId::new),
        row.getString("detail"));
  }

  @Override
  public void makeRoom() {
    database.transaction(
        "make room for events", handle -> handle.createQuery(ADD_MONTHS).mapTo(String.class).one());
    // In a transaction of its own: a session that reads an old month blocks dropping it, which must
    // not undo the new months.
    database.transaction(
        "remove old events", handle -> handle.createQuery(DROP_MONTHS).mapTo(String.class).one());
  }
}
