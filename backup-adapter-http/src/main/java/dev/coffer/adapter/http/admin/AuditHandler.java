package dev.coffer.adapter.http.admin;

import dev.coffer.application.audit.AuditEvents;
import dev.coffer.domain.Page;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The calls on the audit log. Thread-safe. */
final class AuditHandler {

  private static final String TIME = "a time as in RFC 3339";

  private final AuditEvents auditEvents;

  AuditHandler(AuditEvents auditEvents) {
    this.auditEvents = auditEvents;
  }

  /** An event. A field is null if the event does not concern such a thing. */
  record Json(
      String id,
      String at,
      String actorKind,
      String actor,
      String action,
      Optional<String> organizationId,
      Optional<String> system,
      Optional<String> backupId,
      String detail) {

    static Json of(AuditEvent event) {
      return new Json(
          event.id().toString(),
          Replies.time(event.at()),
          Replies.lower(event.actor().kind()),
          event.actor().name(),
          Replies.lower(event.action()),
          event.organizationId().map(UUID::toString),
          event.systemId().map(SystemId::value),
          event.backupId().map(id -> id.value().toString()),
          event.detail());
    }
  }

  void list(ServerRequest request, ServerResponse response) {
    Page<AuditEvent, AuditPlace> page =
        auditEvents.page(Replies.authority(request), query(request));
    Replies.ok(
        request,
        response,
        Replies.Page.of(page.items(), Json::of, page.next(), AuditHandler::text));
  }

  private static AuditEvents.PageQuery query(ServerRequest request) {
    var fields = new QueryFields(request.query());
    var filter =
        new AuditFilter(
            fields.value("system", "the key of a system", SystemId::new),
            fields.text("organization", "the name of an organization"),
            fields.value("action", "the action of an event", AuditHandler::action),
            fields.text("actor", "the actor of an event"),
            fields.value("since", TIME, AuditHandler::instant),
            fields.value("until", TIME, AuditHandler::instant));
    Optional<AuditPlace> after = fields.cursor(AuditHandler::place);
    var query = new AuditEvents.PageQuery(filter, after, fields.limit());
    fields.check();
    return query;
  }

  /**
   * Accepts a space for the plus of an offset, because a query decodes the plus that {@code date
   * -Iseconds} prints to a space.
   */
  private static Instant instant(String text) {
    return Replies.instant("time", text.replace(' ', '+'));
  }

  private static AuditAction action(String text) {
    return Replies.constant(AuditAction.values(), "action", text);
  }

  private static String text(AuditPlace place) {
    return place.at() + " " + place.id();
  }

  private static AuditPlace place(String text) {
    String[] parts = text.split(" ", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(text);
    }
    return new AuditPlace(Replies.instant("cursor", parts[0]), UUID.fromString(parts[1]));
  }
}
