package dev.coffer.adapter.http.admin;

import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.retention.RetentionPolicies.Preview;
import dev.coffer.application.retention.RetentionPolicies.PreviewQuery;
import dev.coffer.application.retention.RetentionPolicies.PreviewedBackup;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.TenantRef;
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

  /** The vault's policy; halted: why all removals wait for approval, null where they do not. */
  record RetentionJson(
      SequencedMap<String, Long> policy,
      Optional<String> halted,
      List<HaltJson> haltedOrganizations) {}

  /** An organization whose retention waits for approval, and why. */
  record HaltJson(String id, String name, String since, String reason) {

    static List<HaltJson> of(Halts halts) {
      return halts.organizations().stream()
          .map(halt ->
              new HaltJson(
                  halt.organizationId().toString(),
                  halt.organization(),
                  Replies.time(halt.since()),
                  halt.reason()))
          .toList();
    }
  }

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

  /** What was halted until now: all removals, null where they were not, and organizations. */
  record AcceptedJson(Optional<String> halted, List<HaltJson> haltedOrganizations) {}

  void show(ServerRequest request, ServerResponse response) {
    Halts halts = policies.halts(Replies.authority(request));
    Replies.ok(
        request,
        response,
        new RetentionJson(policies.vaultPolicy().numbers(), halts.vault(), HaltJson.of(halts)));
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

  /** Of the organization that the query names, else all in scope. */
  void accept(ServerRequest request, ServerResponse response) {
    Authority by = Replies.authority(request);
    var fields = new QueryFields(request.query());
    Optional<String> organization = fields.text("organization", "the name of an organization");
    fields.check();
    Halts accepted =
        organization
            .map(name ->
                policies
                    .accept(by, new TenantRef.OfOrganizationNamed(name))
                    .orElseThrow(() -> Problems.notFound("organization")))
            .orElseGet(() -> policies.accept(by));
    if (accepted.isEmpty()) {
      Replies.nothing(response);
    } else {
      Replies.ok(request, response, new AcceptedJson(accepted.vault(), HaltJson.of(accepted)));
    }
  }
}
