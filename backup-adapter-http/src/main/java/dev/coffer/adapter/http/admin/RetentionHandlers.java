package dev.coffer.adapter.http.admin;

import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.retention.RetentionPolicies.Preview;
import dev.coffer.application.retention.RetentionPolicies.PreviewQuery;
import dev.coffer.application.retention.RetentionPolicies.PreviewedBackup;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The calls on the effects of retention; those on policies are in {@link PolicyHandlers}.
 * Thread-safe.
 */
final class RetentionHandlers {

  private final RetentionPolicies policies;

  RetentionHandlers(RetentionPolicies policies) {
    this.policies = policies;
  }

  /** The vault's policy, and why removals wait for approval; null if they do not. */
  record RetentionJson(SequencedMap<String, Long> policy, Optional<String> halted) {}

  /** The verdicts of the policy that applies to a system, newest backup first. */
  record PreviewJson(SequencedMap<String, Long> policy, List<PreviewedJson> backups) {}

  /**
   * A backup with its verdict. The time until which it certainly stays is null if it is unknown.
   */
  record PreviewedJson(
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

    static PreviewedJson of(PreviewedBackup previewed) {
      return new PreviewedJson(
          previewed.backup().id().toString(),
          previewed.backup().number(),
          Replies.time(previewed.backup().receivedAt()),
          previewed.backup().size().bytes(),
          previewed.backup().damaged(),
          previewed.backup().pinned(),
          previewed.backup().holdUntil().map(Replies::time),
          previewed.verdict().stays(),
          Replies.lower(previewed.verdict().reason()),
          previewed.verdict().staysUntil().map(Replies::time));
    }
  }

  /** The reason why removals were halted. */
  record Accepted(String reason) {}

  /** Only for operators of the whole vault, because the reason may name systems of any tenant. */
  void show(ServerRequest request, ServerResponse response) {
    Replies.operatorOfAll(request);
    Replies.ok(
        request, response, new RetentionJson(policies.vaultPolicy().numbers(), policies.halted()));
  }

  void preview(ServerRequest request, ServerResponse response) {
    var query = new PreviewQuery(Replies.key(request), Optional.empty());
    Preview preview =
        policies
            .preview(Replies.authority(request), query)
            .orElseThrow(() -> Problems.notFound("system"));
    Replies.ok(
        request,
        response,
        new PreviewJson(
            preview.policy().numbers(),
            preview.backups().stream().map(PreviewedJson::of).toList()));
  }

  void accept(ServerRequest request, ServerResponse response) {
    Operator operator = Replies.operatorOfAll(request);
    Optional<String> reason = policies.accept(Authority.of(operator));
    if (reason.isEmpty()) {
      Replies.nothing(response);
    } else {
      Replies.ok(request, response, new Accepted(reason.get()));
    }
  }
}
