package dev.coffer.adapter.http.admin;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.UsageDrift;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** Mends counts of bytes. Thread-safe. */
final class UsageAuditHandler {

  private final AdministrationApi.Custody custody;

  UsageAuditHandler(AdministrationApi.Custody custody) {
    this.custody = custody;
  }

  /** How much too high they were; too low is negative. */
  record Json(String kind, String owner, long usedBytes, long reservedBytes) {

    static Json of(UsageDrift drift) {
      return new Json(
          Replies.lower(drift.kind()), drift.owner(), drift.usedBytes(), drift.reservedBytes());
    }
  }

  void run(ServerRequest request, ServerResponse response) {
    Actor actor = Actor.of(Replies.operatorOfAll(request));
    Replies.ok(
        request,
        response,
        new Replies.Page<>(
            custody.auditUsage().audit(actor).stream().map(Json::of).toList(), Optional.empty()));
  }
}
