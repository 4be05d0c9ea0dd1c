package dev.coffer.adapter.http.admin;

import dev.coffer.application.retention.PreviewRetention;
import dev.coffer.application.retention.PreviewRetention.Judged;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/**
 * The calls on what retention does, beside the {@linkplain PolicyHandlers policies}. Thread-safe.
 */
final class RetentionHandlers {

  private final AdministrationApi.Retaining retaining;

  RetentionHandlers(AdministrationApi.Retaining retaining) {
    this.retaining = retaining;
  }

  /** Of whoever has no policy of its own; halted: why removals wait, null where they do not. */
  record Json(PolicyHandlers.Json policy, Optional<String> halted) {}

  /** By the policy that holds for a system, newest first. */
  record PreviewJson(PolicyHandlers.Json policy, List<JudgedJson> backups) {}

  /** Null where no time is known before which it stays in any case. */
  record JudgedJson(
      String id,
      long number,
      String receivedAt,
      long sizeBytes,
      boolean damaged,
      boolean pinned,
      Optional<String> holdUntil,
      boolean stays,
      String reason,
      Optional<String> staysUntil) {

    static JudgedJson of(Judged judged) {
      return new JudgedJson(
          judged.backup().id().toString(),
          judged.backup().number(),
          Replies.time(judged.backup().receivedAt()),
          judged.backup().size().bytes(),
          judged.backup().damaged(),
          judged.backup().pinned(),
          judged.backup().holdUntil().map(Replies::time),
          judged.verdict().stays(),
          Replies.lower(judged.verdict().reason()),
          judged.verdict().staysUntil().map(Replies::time));
    }
  }

  /** Why removals were halted. */
  record Accepted(String reason) {}

  /** A reason may name systems of any tenant. */
  void show(ServerRequest request, ServerResponse response) {
    Replies.operatorOfAll(request);
    Replies.ok(
        request,
        response,
        new Json(PolicyHandlers.Json.of(retaining.show().ofVault()), retaining.show().halted()));
  }

  void preview(ServerRequest request, ServerResponse response) {
    var query = new PreviewRetention.Query(Replies.key(request), Optional.empty());
    PreviewRetention.Preview preview =
        retaining
            .preview()
            .preview(Replies.authority(request), query)
            .orElseThrow(() -> Problems.notFound("system"));
    Replies.ok(
        request,
        response,
        new PreviewJson(
            PolicyHandlers.Json.of(preview.policy()),
            preview.backups().stream().map(JudgedJson::of).toList()));
  }

  void accept(ServerRequest request, ServerResponse response) {
    Operator operator = Replies.operatorOfAll(request);
    Optional<String> reason = retaining.accept().accept(Actor.of(operator));
    if (reason.isEmpty()) {
      Replies.nothing(response);
    } else {
      Replies.ok(request, response, new Accepted(reason.get()));
    }
  }
}
