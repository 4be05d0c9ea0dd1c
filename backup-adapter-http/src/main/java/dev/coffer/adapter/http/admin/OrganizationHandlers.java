package dev.coffer.adapter.http.admin;

import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.tenancy.Organization;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Function;

/** The calls on organizations. Thread-safe. */
final class OrganizationHandlers {

  private static final String WHAT = "organization";

  private final Organizations organizations;
  private final Usage usage;

  OrganizationHandlers(Organizations organizations, Usage usage) {
    this.organizations = organizations;
    this.usage = usage;
  }

  /** An organization. A quota of 0 means no limit. */
  record Json(String id, String name, long quotaBytes, long usedBytes, long reservedBytes) {

    static Json of(Organization organization) {
      return new Json(
          organization.id().toString(),
          organization.name(),
          organization.quota().bytes(),
          organization.used().bytes(),
          organization.reserved().bytes());
    }
  }

  /** An organization with what it has stored; newestBackupAt is null if it has no backup. */
  record UsageJson(
      String id,
      String name,
      long quotaBytes,
      long usedBytes,
      long reservedBytes,
      long backups,
      Optional<String> newestBackupAt) {

    static UsageJson of(Usage.OfOrganization row) {
      Json facts = Json.of(row.organization());
      return new UsageJson(
          facts.id(),
          facts.name(),
          facts.quotaBytes(),
          facts.usedBytes(),
          facts.reservedBytes(),
          row.stored().backups(),
          row.stored().newest().map(Replies::time));
    }
  }

  void list(ServerRequest request, ServerResponse response) {
    Page<Organization, String> page =
        organizations.page(Replies.authority(request), query(request));
    Replies.ok(
        request,
        response,
        Replies.Page.of(page.items(), Json::of, page.next(), Function.identity()));
  }

  void usage(ServerRequest request, ServerResponse response) {
    Page<Usage.OfOrganization, String> page =
        usage.ofOrganizations(Replies.authority(request), query(request));
    Replies.ok(
        request,
        response,
        Replies.Page.of(page.items(), UsageJson::of, page.next(), Function.identity()));
  }

  private static Organizations.PageQuery query(ServerRequest request) {
    var fields = new QueryFields(request.query());
    var query = new Organizations.PageQuery(fields.cursor(Function.identity()), fields.limit());
    fields.check();
    return query;
  }

  void show(ServerRequest request, ServerResponse response) {
    Organization organization =
        organizations
            .show(Replies.authority(request), Replies.id(request, "id", WHAT))
            .orElseThrow(() -> Problems.notFound(WHAT));
    Replies.ok(request, response, Json.of(organization));
  }

  void add(ServerRequest request, ServerResponse response) {
    var fields = JsonFields.of(request);
    String name = fields.required("name", fields.text("name", Organization::name), "");
    ByteSize quota = fields.number("quota_bytes", ByteSize::new).orElse(ByteSize.ZERO);
    fields.check();
    switch (organizations.add(Replies.authority(request), name, quota)) {
      case Organizations.Added(Organization added) ->
          Replies.created(
              request, response, AdminApi.ORGANIZATIONS + "/" + added.id(), Json.of(added));
      case Organizations.NameTaken() ->
          throw Problems.conflict(
              "name: \"%s\" (expected: a name that no organization has)".formatted(name));
      case Organizations.NotPermitted() -> throw Problems.forAllOnly();
    }
  }

  void change(ServerRequest request, ServerResponse response) {
    var id = Replies.id(request, "id", WHAT);
    var fields = JsonFields.of(request);
    var change =
        new Organizations.Change(
            fields.text("name", Organization::name), fields.number("quota_bytes", ByteSize::new));
    fields.check();
    switch (organizations.change(Replies.authority(request), id, change)) {
      case Organizations.Changed(Organization now) -> Replies.ok(request, response, Json.of(now));
      case Organizations.UnknownOrganization() -> throw Problems.notFound(WHAT);
      case Organizations.NameTaken() ->
          throw Problems.conflict(
              "name: \"%s\" (expected: a name that no other organization has)"
                  .formatted(change.name().orElse("")));
      case Organizations.NotPermitted() -> throw Problems.forAllOnly();
    }
  }
}
