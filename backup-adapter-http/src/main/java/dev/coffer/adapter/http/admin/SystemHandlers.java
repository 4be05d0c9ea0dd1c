package dev.coffer.adapter.http.admin;

import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.application.tenancy.ChangeSystem;
import dev.coffer.application.tenancy.RegisterSystem;
import dev.coffer.application.usage.ShowUsage;
import dev.coffer.domain.ByteSize;
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

/** The calls on systems: read, ask the vault, tell the result. Thread-safe. */
final class SystemHandlers {

  private static final SystemId UNREAD = new SystemId("unread");

  private final AdministrationApi.UseCases useCases;

  SystemHandlers(AdministrationApi.UseCases useCases) {
    this.useCases = useCases;
  }

  /** A cap of 0 is none; an interval of 0: none is expected. */
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

  /** With what is told once. */
  record Added(String key, String secret, String organization, List<String> scopes) {}

  /** What it has stored; null where there is nothing. */
  record UsageJson(
      String key,
      String organization,
      long capBytes,
      long usedBytes,
      long reservedBytes,
      long backups,
      Optional<String> newestBackupAt) {

    static UsageJson of(ShowUsage.OfSystem row) {
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
    BrowseSystems.Page page =
        useCases.browseSystems().page(Replies.authority(request), query(request));
    Replies.ok(
        request, response, Replies.Page.of(page.systems(), Json::of, page.next(), SystemId::value));
  }

  void usage(ServerRequest request, ServerResponse response) {
    ShowUsage.SystemPage page =
        useCases.showUsage().ofSystems(Replies.authority(request), query(request));
    Replies.ok(
        request,
        response,
        Replies.Page.of(page.rows(), UsageJson::of, page.next(), SystemId::value));
  }

  private static BrowseSystems.Query query(ServerRequest request) {
    var fields = new QueryFields(request.query());
    var query =
        new BrowseSystems.Query(
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
    return useCases
        .showSystem()
        .show(by, key)
        .map(Json::of)
        .orElseThrow(() -> Problems.notFound("system"));
  }

  void add(ServerRequest request, ServerResponse response) {
    RegisterSystem.Command command = command(JsonFields.of(request));
    switch (useCases.registerSystem().register(Replies.authority(request), command)) {
      case RegisterSystem.Registered(_, Secret secret) ->
          Replies.created(
              request,
              response,
              AdministrationApi.SYSTEMS + "/" + command.id(),
              new Added(
                  command.id().value(),
                  secret.value(),
                  command.organization(),
                  CredentialHandlers.names(command.scopes())));
      case RegisterSystem.KeyTaken() ->
          throw Problems.conflict(
              "key: \"%s\" (expected: a key that no system has, in any letter case)"
                  .formatted(command.id()));
      case RegisterSystem.OrganizationUnknown() ->
          throw Problems.wrong(
              "organization",
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(command.organization()));
    }
  }

  private static RegisterSystem.Command command(JsonFields fields) {
    SystemId key = fields.required("key", fields.text("key", SystemId::new), UNREAD);
    String organization = fields.required("organization", fields.text("organization"), "");
    String label = fields.text("label", SystemHandlers::label).orElse("");
    ByteSize cap = fields.number("cap_bytes", ByteSize::new).orElse(ByteSize.ZERO);
    Duration interval =
        fields.number("expected_interval_seconds", SystemHandlers::interval).orElse(Duration.ZERO);
    Set<Scope> scopes = CredentialHandlers.scopes(fields);
    fields.check();
    return new RegisterSystem.Command(key, organization, label, cap, interval, scopes);
  }

  private static String label(String text) {
    ManagedSystem.checkLabel(text);
    return text;
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
        new ChangeSystem.Change(
            fields.text("label", SystemHandlers::label),
            fields.text("state", SystemHandlers::state),
            fields.number("cap_bytes", ByteSize::new),
            fields.number("expected_interval_seconds", SystemHandlers::interval));
    fields.check();
    switch (useCases.changeSystem().change(Replies.authority(request), key, change)) {
      case ChangeSystem.Changed(SystemProfile now) -> Replies.ok(request, response, Json.of(now));
      case ChangeSystem.UnknownSystem() -> throw Problems.notFound("system");
      case ChangeSystem.Retired() ->
          throw Problems.conflict(
              "state: \"retired\" (expected: a system that is not retired; retired is permanent)");
    }
  }
}
