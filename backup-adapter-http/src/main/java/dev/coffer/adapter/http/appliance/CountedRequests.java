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

  private static final String BACKUP = ApplianceApi.BACKUPS + "/{id}";

  private final RequestCounts counts;

  public CountedRequests(RequestCounts counts) {
    this.counts = counts;
  }

  @Override
  public void served(Served request) {
    switch (request.caller()) {
      case RequestCaller.Anonymous() -> {}
      case RequestCaller.Claimed(Optional<SystemId> system) -> {
        if (request.status() == 401 || request.status() == 429) {
          counts.count(system.map(Counted::refusedLogin).orElseGet(Counted::refusedLogin));
        }
      }
      case RequestCaller.Recognised(Actor actor) ->
          action(request).ifPresent(action -> counts.count(Counted.of(action, actor)));
    }
  }

  private static Optional<AuditAction> action(Served request) {
    return switch (request.method() + " " + request.route() + " " + request.status()) {
      case "POST " + ApplianceApi.BACKUPS + " 201" -> Optional.of(AuditAction.BACKUPS_UPLOADED);
      case "GET " + BACKUP + " 200", "GET " + BACKUP + " 206" ->
          Optional.of(AuditAction.BACKUPS_DOWNLOADED);
      default ->
          request.status() == 403 ? Optional.of(AuditAction.REQUESTS_FORBIDDEN) : Optional.empty();
    };
  }
}
