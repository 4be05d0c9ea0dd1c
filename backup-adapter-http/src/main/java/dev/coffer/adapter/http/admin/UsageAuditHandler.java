package dev.coffer.adapter.http.admin;

import dev.coffer.application.usage.Usage;
import dev.coffer.application.usage.Usage.Audited;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.UsageDrift;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/** The call that audits and corrects the counts of bytes. Thread-safe. */
final class UsageAuditHandler {

  private final Usage usage;

  UsageAuditHandler(Usage usage) {
    this.usage = usage;
  }

  /** A corrected count: by how much it was too high; negative if it was too low. */
  record Json(String kind, String owner, long usedBytes, long reservedBytes) {

    static Json of(UsageDrift drift) {
      return new Json(
          Replies.lower(drift.kind()), drift.owner(), drift.usedBytes(), drift.reservedBytes());
    }
  }

  /** The reservations of one system's uploads that have ended. */
  record Stuck(String system, long uploads, long reservedBytes, String since) {

    static Stuck of(StuckReservations stuck) {
      return new Stuck(
          stuck.systemId().value(),
          stuck.uploads(),
          stuck.size().bytes(),
          stuck.since().toString());
    }
  }

  /** The result of an audit, in the form of a list, with reservations that it does not correct. */
  record Audit(List<Json> items, Optional<String> next, List<Stuck> stuck) {

    static Audit of(Audited audited) {
      return new Audit(
          audited.corrected().stream().map(Json::of).toList(),
          Optional.empty(),
          audited.stuck().stream().map(Stuck::of).toList());
    }
  }

  void run(ServerRequest request, ServerResponse response) {
    Authority by = Replies.authorityOfAll(request);
    Replies.ok(request, response, Audit.of(usage.audit(by)));
  }
}
