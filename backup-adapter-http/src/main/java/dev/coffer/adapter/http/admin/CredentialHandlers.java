package dev.coffer.adapter.http.admin;

import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The calls on the credentials of a system. Thread-safe. */
final class CredentialHandlers {

  private final SystemCredentials credentials;

  CredentialHandlers(SystemCredentials credentials) {
    this.credentials = credentials;
  }

  /** A credential without its secret. A time that does not exist is null. */
  record Json(
      String id,
      List<String> scopes,
      boolean works,
      String createdAt,
      Optional<String> expiresAt,
      Optional<String> revokedAt,
      Optional<String> lastUsedAt) {

    static Json of(CredentialFacts facts) {
      return new Json(
          facts.credential().id().toString(),
          names(facts.credential().scopes()),
          facts.works(),
          Replies.time(facts.createdAt()),
          facts.credential().expiresAt().map(Replies::time),
          facts.revokedAt().map(Replies::time),
          facts.lastUsedAt().map(Replies::time));
    }
  }

  /** A new credential, with the secret that is shown only once. */
  record Added(String id, String key, String secret, List<String> scopes) {}

  static List<String> names(Collection<Scope> scopes) {
    return scopes.stream().sorted().map(Replies::lower).toList();
  }

  /** Reads the field {@code scopes}; the default is the scopes of an appliance. */
  static Set<Scope> scopes(JsonFields fields) {
    return fields
        .texts("scopes", text -> Replies.constant(Scope.values(), "scopes", text))
        .<Set<Scope>>map(HashSet::new)
        .orElse(Scope.APPLIANCE_DEFAULT);
  }

  void list(ServerRequest request, ServerResponse response) {
    List<CredentialFacts> found =
        credentials
            .list(Replies.authority(request), Replies.key(request))
            .orElseThrow(() -> Problems.notFound("system"));
    Replies.ok(
        request,
        response,
        new Replies.Page<>(found.stream().map(Json::of).toList(), Optional.empty()));
  }

  void add(ServerRequest request, ServerResponse response) {
    SystemId key = Replies.key(request);
    var fields = JsonFields.of(request);
    Set<Scope> scopes = scopes(fields);
    Expiry expiry =
        fields.number("expires_in_seconds", CredentialHandlers::expiry).orElse(Expiry.NEVER);
    fields.check();
    var command = fields.build(() -> new SystemCredentials.AddCommand(key, scopes, expiry));
    switch (credentials.add(Replies.authority(request), command)) {
      case SystemCredentials.Added(UUID id, Secret secret) ->
          Replies.created(
              request,
              response,
              "%s/%s/credentials/%s".formatted(AdminApi.SYSTEMS, key, id),
              new Added(id.toString(), key.value(), secret.value(), names(scopes)));
      case SystemCredentials.UnknownSystem() -> throw Problems.notFound("system");
      case SystemCredentials.TooMany() ->
          throw Problems.conflict(
              "credentials: \"%d\" are valid (expected: fewer; revoke one of them first)"
                  .formatted(SystemCredentials.MOST_AT_ONCE));
    }
  }

  private static Expiry expiry(long seconds) {
    return new Expiry(Duration.ofSeconds(seconds));
  }

  void revoke(ServerRequest request, ServerResponse response) {
    SystemId key = Replies.key(request);
    UUID id = Replies.id(request, "id", "credential");
    if (!credentials.revoke(Replies.authority(request), key, id)) {
      throw Problems.notFound("credential");
    }
    Replies.nothing(response);
  }
}
