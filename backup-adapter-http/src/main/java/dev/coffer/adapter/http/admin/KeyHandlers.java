package dev.coffer.adapter.http.admin;

import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The calls on operators' keys. Thread-safe. */
final class KeyHandlers {

  private final ApiKeys apiKeys;

  KeyHandlers(ApiKeys apiKeys) {
    this.apiKeys = apiKeys;
  }

  /**
   * An API key without its secret. The organization is null for a key for all; a time that does not
   * exist is null.
   */
  record Json(
      String id,
      String name,
      String role,
      Optional<String> organization,
      boolean works,
      Optional<String> madeBy,
      String createdAt,
      Optional<String> expiresAt,
      Optional<String> revokedAt) {

    static Json of(ApiKeys.Row row) {
      ApiKey key = row.key();
      return new Json(
          key.id().toString(),
          key.name(),
          Replies.lower(key.role()),
          key.organization(),
          row.works(),
          key.madeBy().map(UUID::toString),
          Replies.time(key.createdAt()),
          key.expiresAt().map(Replies::time),
          key.revokedAt().map(Replies::time));
    }
  }

  /** A new API key, with the secret that is shown only once. */
  record Added(String id, String name, String key, String role, Optional<String> organization) {}

  void list(ServerRequest request, ServerResponse response) {
    Replies.ok(
        request,
        response,
        new Replies.Page<>(
            apiKeys.list(Replies.authority(request)).stream().map(Json::of).toList(),
            Optional.empty()));
  }

  void add(ServerRequest request, ServerResponse response) {
    ApiKeys.AddCommand command = command(JsonFields.of(request));
    switch (apiKeys.add(Replies.authority(request), command)) {
      case ApiKeys.Added(UUID id, Secret key) ->
          Replies.created(
              request,
              response,
              AdminApi.API_KEYS + "/" + id,
              new Added(
                  id.toString(),
                  command.name(),
                  key.value(),
                  Replies.lower(command.role()),
                  command.organization()));
      case ApiKeys.NameTaken() ->
          throw Problems.conflict(
              "name: \"%s\" (expected: a name that no valid key has)".formatted(command.name()));
      case ApiKeys.UnknownOrganization() ->
          throw Problems.wrong(
              "organization",
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(command.organization().orElse("")));
      case ApiKeys.NotPermitted() -> throw Problems.forAllOnly();
      case ApiKeys.OutlivesMaker(Instant until) ->
          throw Problems.wrong(
              "expires_in_seconds",
              "expires_in_seconds: %s (expected: no later than %s, when the key of this request expires)"
                  .formatted(
                      command.lifetime().isZero() ? "never" : command.lifetime().toSeconds(),
                      Replies.time(until)));
    }
  }

  private static ApiKeys.AddCommand command(JsonFields fields) {
    String name = fields.required("name", fields.text("name", ApiKey::name), "");
    Role role = fields.required("role", fields.text("role", KeyHandlers::role), Role.READER);
    Optional<String> organization = fields.text("organization");
    Duration lifetime =
        fields.number("expires_in_seconds", Duration::ofSeconds).orElse(Duration.ZERO);
    fields.check();
    return fields.build(() -> new ApiKeys.AddCommand(name, role, organization, lifetime));
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Role role(String text) {
    return Replies.constant(Role.values(), "role", text);
  }

  /** With {@code with_made=true} also what it has made. */
  void revoke(ServerRequest request, ServerResponse response) {
    Authority by = Replies.authority(request);
    UUID id = Replies.id(request, "id", "API key");
    var fields = new QueryFields(request.query());
    boolean withMade = fields.value("with_made", "true or false", KeyHandlers::flag).orElse(false);
    fields.check();
    if (!apiKeys.revoke(by, id)) {
      throw Problems.notFound("API key");
    }
    if (withMade) {
      apiKeys.revokeMade(by, id);
    }
    Replies.nothing(response);
  }
}
