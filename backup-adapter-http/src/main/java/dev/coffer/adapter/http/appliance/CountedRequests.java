package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.RequestCaller;
import dev.coffer.adapter.http.server.RequestObserver;
import dev.coffer.application.audit.RequestCounts;
import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;

/** Counts what the audit log says of requests. Thread-safe. */
public final class CountedRequests implements RequestObserver {

  private final RequestCounts counts;

  public CountedRequests(RequestCounts counts) {
    this.counts = counts;
  }

  @Override
  public void served(Served request) {
    switch (request.caller()) {
      case RequestCaller.Anonymous() -> {}
      case RequestCaller.Claimed(String user) -> {
        if (request.status() == 401 || request.status() == 429) {
          counts.count(
              SystemId.isValid(user)
                  ? Counted.refusedLogin(new SystemId(user))
                  : Counted.refusedLogin());
        }
      }
      case RequestCaller.Recognised(Actor actor) ->
          action(request).ifPresent(action -> counts.count(Counted.of(action, actor)));
    }
  }

  private static Optional<AuditAction> action(Served request) {
    return switch (request.status()) {
      case 201 -> counted(request, "POST", ApplianceApi.BACKUPS, AuditAction.BACKUPS_UPLOADED);
      case 200, 206 -> counted(request, "GET", ApplianceApi.BACKUP, AuditAction.BACKUPS_DOWNLOADED);
      case 403 -> Optional.of(AuditAction.REQUESTS_FORBIDDEN);
      default -> Optional.empty();
    };
  }

  private static Optional<AuditAction> counted(
      Served request, String method, String route, AuditAction action) {
    return request.method().equals(method) && request.route().equals(route)
        ? Optional.of(action)
        : Optional.empty();
  }
}
