package dev.coffer.adapter.postgres;

import dev.coffer.application.port.out.AuditLog;
import dev.coffer.domain.Actor;
import dev.coffer.domain.AuditAction;
import dev.coffer.domain.AuditEvent;
import dev.coffer.domain.BackupId;
import dev.coffer.domain.Operator;
import dev.coffer.domain.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Thread-safe. */
final class PostgresAuditLog implements AuditLog {

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
      insert into vault.audit_event (actor_kind, actor, action, detail)
      values (:actor_kind, :actor, :action, :detail)
      """;

  static final String LATEST =
      """
      select e.id, e.at, e.actor_kind, e.actor, e.action, e.organization_id, e.system_key, e.backup_id, e.detail
        from vault.audit_event e
       order by e.at desc, e.id desc
       limit :max
      """;

  static final String LATEST_OF_ORGANIZATION =
      """
      select e.id, e.at, e.actor_kind, e.actor, e.action, e.organization_id, e.system_key, e.backup_id, e.detail
        from vault.audit_event e
       where e.organization_id = :organization
       order by e.at desc, e.id desc
       limit :max
      """;

  private static final String MAKE_ROOM = "select vault.add_audit_months()";

  private final Database database;

  PostgresAuditLog(Database database) {
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

  /** Within the transaction of what it tells of. */
  static void record(
      Handle handle, Actor actor, AuditAction action, BackupId backup, String detail) {
    event(handle, OF_BACKUP, actor, action, detail).bind("backup", backup.value()).execute();
  }

  /** As above, of a system that is there, for its owner at this point of the transaction. */
  static void ofSystem(Handle handle, Actor actor, AuditAction action, UUID system, String detail) {
    event(handle, OF_SYSTEM, actor, action, detail).bind("system", system).execute();
  }

  /** As above, of an organization, there or not. */
  static void ofOrganization(
      Handle handle, Actor actor, AuditAction action, UUID organization, String detail) {
    event(handle, OF_ORGANIZATION, actor, action, detail)
        .bind("organization", organization)
        .execute();
  }

  /** As above, of what concerns no backup. */
  static void record(Handle handle, Actor actor, AuditAction action, String detail) {
    event(handle, OF_VAULT, actor, action, detail).execute();
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
  public List<AuditEvent> latest(Operator operator, int max) {
    return database.query(
        "list events",
        handle ->
            operator
                .organizationId()
                .map(organization ->
                    handle.createQuery(LATEST_OF_ORGANIZATION).bind("organization", organization))
                .orElseGet(() -> handle.createQuery(LATEST))
                .bind("max", max)
                .map((row, context) -> event(row))
                .list());
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
        "make room for events", handle -> handle.createQuery(MAKE_ROOM).mapTo(String.class).one());
  }
}
