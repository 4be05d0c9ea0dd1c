package dev.coffer.adapter.http.admin;

import dev.coffer.application.usage.Usage;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.UsageDrift;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** Mends counts of bytes. Thread-safe. */
final class UsageAuditHandler {

  private final Usage usage;

  UsageAuditHandler(Usage usage) {
    this.usage = usage;
  }

  /** How much too high they were; too low is negative. */
  record Json(String kind, String owner, long usedBytes, long reservedBytes) {

    static Json of(UsageDrift drift) {
      return new Json(
          Replies.lower(drift.kind()), drift.owner(), drift.usedBytes(), drift.reservedBytes());
    }
  }

  void run(ServerRequest request, ServerResponse response) {
    Authority by = Replies.authorityOfAll(request);
    Replies.ok(
        request,
        response,
        new Replies.Page<>(usage.audit(by).stream().map(Json::of).toList(), Optional.empty()));
  }
}
