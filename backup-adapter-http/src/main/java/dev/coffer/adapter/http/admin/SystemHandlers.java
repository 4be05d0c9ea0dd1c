package dev.coffer.adapter.http.admin;

import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls on systems. Thread-safe. */
final class SystemHandlers {

  private static final SystemId UNREAD = new SystemId("unread");

  private final Systems systems;
  private final Usage usage;

  SystemHandlers(Systems systems, Usage usage) {
    this.systems = systems;
    this.usage = usage;
  }

  /** A system. A cap of 0 means no limit; an interval of 0 means that no backup is expected. */
  record Json(
      String key,
      String organizationId,
      String organization,
      String label,
      String state,
      long capBytes,
      long usedBytes,
      long reservedBytes,
      long expectedIntervalSeconds,
      String createdAt) {

    static Json of(SystemProfile profile) {
      ManagedSystem system = profile.system();
      return new Json(
          system.id().value(),
          system.organizationId().toString(),
          profile.organization(),
          system.label(),
          Replies.lower(system.state()),
          system.cap().bytes(),
          system.used().bytes(),
          profile.reserved().bytes(),
          profile.expectedInterval().toSeconds(),
          Replies.time(profile.createdAt()));
    }
  }

  /** A new system, with the secret that is shown only once. */
  record Added(String key, String secret, String organization, List<String> scopes) {}

  /** A system that was moved, with its new owner. */
  record Reassigned(String key, String organization, long movedBytes) {}

  /** What a system has stored; newestBackupAt is null if it has no backup. */
  record UsageJson(
      String key,
      String organization,
      long capBytes,
      long usedBytes,
      long reservedBytes,
      long backups,
      Optional<String> newestBackupAt) {

    static UsageJson of(Usage.OfSystem row) {
      Json facts = Json.of(row.system());
      return new UsageJson(
          facts.key(),
          facts.organization(),
          facts.capBytes(),
          facts.usedBytes(),
          facts.reservedBytes(),
          row.stored().backups(),
          row.stored().newest().map(Replies::time));
    }
  }

  void list(ServerRequest request, ServerResponse response) {
    Page<SystemProfile, SystemId> page = systems.page(Replies.authority(request), query(request));
    Replies.ok(
        request, response, Replies.Page.of(page.items(), Json::of, page.next(), SystemId::value));
  }

  void usage(ServerRequest request, ServerResponse response) {
    Page<Usage.OfSystem, SystemId> page =
        usage.ofSystems(Replies.authority(request), query(request));
    Replies.ok(
        request,
        response,
        Replies.Page.of(page.items(), UsageJson::of, page.next(), SystemId::value));
  }

  private static Systems.PageQuery query(ServerRequest request) {
    var fields = new QueryFields(request.query());
    var query =
        new Systems.PageQuery(
            fields.text("organization", "the name of an organization"),
            fields.value("state", "active, paused, suspended or retired", SystemHandlers::state),
            fields.cursor(SystemId::new),
            fields.limit());
    fields.check();
    return query;
  }

  private static SystemState state(String text) {
    return Replies.constant(SystemState.values(), "state", text);
  }

  void show(ServerRequest request, ServerResponse response) {
    Replies.ok(request, response, shown(Replies.authority(request), Replies.key(request)));
  }

  private Json shown(Authority by, SystemId key) {
    return systems.show(by, key).map(Json::of).orElseThrow(() -> Problems.notFound("system"));
  }

  void add(ServerRequest request, ServerResponse response) {
    Systems.AddCommand command = command(JsonFields.of(request));
    switch (systems.add(Replies.authority(request), command)) {
      case Systems.Added(_, Secret secret) ->
          Replies.created(
              request,
              response,
              AdminApi.SYSTEMS + "/" + command.id(),
              new Added(
                  command.id().value(),
                  secret.value(),
                  command.organization(),
                  CredentialHandlers.names(command.scopes())));
      case Systems.KeyTaken() ->
          throw Problems.conflict(
              "key: \"%s\" (expected: a key that no system has, in any letter case)"
                  .formatted(command.id()));
      case Systems.UnknownOrganization() ->
          throw Problems.wrong(
              "organization",
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(command.organization()));
    }
  }

  private static Systems.AddCommand command(JsonFields fields) {
    SystemId key = fields.required("key", fields.text("key", SystemId::new), UNREAD);
    String organization = fields.required("organization", fields.text("organization"), "");
    String label = fields.text("label", ManagedSystem::label).orElse("");
    ByteSize cap = fields.number("cap_bytes", ByteSize::new).orElse(ByteSize.ZERO);
    Duration interval =
        fields.number("expected_interval_seconds", SystemHandlers::interval).orElse(Duration.ZERO);
    Set<Scope> scopes = CredentialHandlers.scopes(fields);
    fields.check();
    return new Systems.AddCommand(key, organization, label, cap, interval, scopes);
  }

  private static Duration interval(long seconds) {
    Duration interval = Duration.ofSeconds(seconds);
    SystemProfile.checkInterval(interval);
    return interval;
  }

  void change(ServerRequest request, ServerResponse response) {
    SystemId key = Replies.key(request);
    var fields = JsonFields.of(request);
    var change =
        new Systems.Change(
            fields.text("label", ManagedSystem::label),
            fields.text("state", SystemHandlers::state),
            fields.number("cap_bytes", ByteSize::new),
            fields.number("expected_interval_seconds", SystemHandlers::interval));
    fields.check();
    switch (systems.change(Replies.authority(request), key, change)) {
      case Systems.Changed(SystemProfile now) -> Replies.ok(request, response, Json.of(now));
      case Systems.UnknownSystem() -> throw Problems.notFound("system");
      case Systems.Retired() ->
          throw Problems.conflict(
              "state: \"retired\" (expected: a system that is not retired; retired is permanent)");
    }
  }

  /** Only for operators of the whole vault, because it concerns two tenants. */
  void reassign(ServerRequest request, ServerResponse response) {
    Authority by = Replies.authorityOfAll(request);
    SystemId key = Replies.key(request);
    var fields = JsonFields.of(request);
    String organization = fields.required("organization", fields.text("organization"), "");
    fields.check();
    switch (systems.reassign(by, key, organization)) {
      case Systems.Reassigned(ByteSize moved) ->
          Replies.ok(request, response, new Reassigned(key.value(), organization, moved.bytes()));
      case Systems.UnknownSystem() -> throw Problems.notFound("system");
      case Systems.UnknownOrganization() ->
          throw Problems.wrong(
              "organization",
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(organization));
      case Systems.QuotaExceeded() ->
          throw Problems.noRoom(
              "the quota of \"%s\" has no room for the used and reserved bytes of \"%s\""
                  .formatted(organization, key));
    }
  }
}
