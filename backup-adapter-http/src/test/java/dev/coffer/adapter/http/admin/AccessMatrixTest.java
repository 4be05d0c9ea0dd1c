package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.admin.TestAdminApi.TenantOfTest;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.domain.access.Role;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests every role, of one organization and of all, on every route, with objects of its own and of
 * another organization.
 */
class AccessMatrixTest {

  /** The reply to a key of one organization when the request names something of another. */
  private enum Reach {
    /** A 404. */
    NOT_THERE,
    /** The name counts as a wrong value. */
    WRONG_VALUE,
    /** The list is returned without it. */
    LEFT_OUT,
    /** The route needs a key for all organizations, whatever the request names. */
    ALL_ONLY
  }

  /** A call of a route on something of one tenant. */
  @FunctionalInterface
  private interface Call {
    Reply of(String key, TenantOfTest tenant) throws IOException;
  }

  private record Route(Role needed, Reach reach, int status, Call call) {}

  private static TestAdminApi api;

  @BeforeAll
  static void start() {
    api = new TestAdminApi();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  private static Call get(String target) {
    return (key, tenant) -> api.get(key, filled(target, tenant));
  }

  private static Call send(String methodAndTarget, String body, String... headers) {
    return (key, tenant) ->
        api.send(key, filled(methodAndTarget, tenant), filled(body, tenant), headers);
  }

  private static String filled(String text, TenantOfTest tenant) {
    return tenant.fill(text).replace("{unique}", UUID.randomUUID().toString());
  }

  private static Map<String, Route> routes() {
    var routes = new TreeMap<String, Route>();
    String organizations = "/api/v1/organizations";
    routes.put(
        "GET " + organizations,
        new Route(Role.READER, Reach.LEFT_OUT, 200, get(organizations + "?limit=1000")));
    routes.put(
        "POST " + organizations,
        new Route(
            Role.ADMIN,
            Reach.ALL_ONLY,
            201,
            send("POST " + organizations, "{\"name\":\"org {unique}\"}")));
    routes.put(
        "GET " + organizations + "/{id}",
        new Route(Role.READER, Reach.NOT_THERE, 200, get(organizations + "/{organization}")));
    routes.put(
        "PATCH " + organizations + "/{id}",
        new Route(
            Role.ADMIN,
            Reach.ALL_ONLY,
            200,
            send("PATCH " + organizations + "/{organization}", "{\"name\":\"{name}\"}")));
    String systems = "/api/v1/systems";
    routes.put(
        "GET " + systems,
        new Route(Role.READER, Reach.LEFT_OUT, 200, get(systems + "?limit=1000")));
    routes.put(
        "POST " + systems,
        new Route(
            Role.ADMIN,
            Reach.WRONG_VALUE,
            201,
            send("POST " + systems, "{\"key\":\"S-{unique}\",\"organization\":\"{name}\"}")));
    routes.put(
        "GET " + systems + "/{key}",
        new Route(Role.READER, Reach.NOT_THERE, 200, get(systems + "/{system}")));
    routes.put(
        "PATCH " + systems + "/{key}",
        new Route(
            Role.ADMIN,
            Reach.NOT_THERE,
            200,
            send("PATCH " + systems + "/{system}", "{\"state\":\"suspended\"}")));
    routes.put(
        "POST /api/v1/system-imports",
        new Route(
            Role.ADMIN,
            Reach.LEFT_OUT,
            200,
            send(
                "POST /api/v1/system-imports",
                "key,organization\nI-{unique},{name}\n",
                "Content-Type: text/csv")));
    String credentials = systems + "/{system}/credentials";
    routes.put(
        "GET " + systems + "/{key}/credentials",
        new Route(Role.READER, Reach.NOT_THERE, 200, get(credentials)));
    routes.put(
        "POST " + systems + "/{key}/credentials",
        new Route(Role.ADMIN, Reach.NOT_THERE, 201, send("POST " + credentials, "{}")));
    routes.put(
        "DELETE " + systems + "/{key}/credentials/{id}",
        new Route(
            Role.ADMIN, Reach.NOT_THERE, 204, send("DELETE " + credentials + "/{credential}", "")));
    routes.put(
        "GET /api/v1/api-keys",
        new Route(Role.ADMIN, Reach.LEFT_OUT, 200, get("/api/v1/api-keys")));
    routes.put(
        "POST /api/v1/api-keys",
        new Route(
            Role.ADMIN,
            Reach.WRONG_VALUE,
            201,
            send(
                "POST /api/v1/api-keys",
                "{\"name\":\"k {unique}\",\"role\":\"admin\",\"organization\":\"{name}\"}")));
    routes.put(
        "DELETE /api/v1/api-keys/{id}",
        new Route(Role.ADMIN, Reach.NOT_THERE, 204, send("DELETE /api/v1/api-keys/{api-key}", "")));
    routes.put(
        "GET /api/v1/audit-events",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/audit-events?limit=1000")));
    routes.put(
        "GET /api/v1/usage/organizations",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/usage/organizations?limit=1000")));
    routes.put(
        "GET /api/v1/usage/systems",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/usage/systems?limit=1000")));
    routes.put(
        "GET /api/v1/drives", new Route(Role.READER, Reach.ALL_ONLY, 200, get("/api/v1/drives")));
    routes.put(
        "GET /api/v1/signing-key",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/signing-key")));
    for (String owner : List.of("organizations/{id}", "systems/{key}")) {
      String path = "/api/v1/" + owner + "/retention-policy";
      String target = path.replace("{id}", "{organization}").replace("{key}", "{system}");
      routes.put("GET " + path, new Route(Role.READER, Reach.NOT_THERE, 200, get(target)));
      routes.put(
          "PUT " + path,
          new Route(Role.ADMIN, Reach.NOT_THERE, 200, send("PUT " + target, "{\"count\":5}")));
      routes.put(
          "DELETE " + path,
          new Route(Role.ADMIN, Reach.NOT_THERE, 204, send("DELETE " + target, "")));
    }
    addDeletionAndOwnership(routes);
    addRetention(routes);
    return routes;
  }

  private static void addDeletionAndOwnership(Map<String, Route> routes) {
    String one = "/api/v1/backups/{backup}";
    for (String call : List.of("PUT %s/pin", "DELETE %s/pin", "DELETE %s/hold", "DELETE %s")) {
      routes.put(
          call.formatted("/api/v1/backups/{id}"),
          new Route(Role.OPERATOR, Reach.NOT_THERE, 204, send(call.formatted(one), "")));
    }
    routes.put(
        "PUT /api/v1/backups/{id}/hold",
        new Route(
            Role.OPERATOR,
            Reach.NOT_THERE,
            204,
            send("PUT " + one + "/hold", "{\"until\":\"2999-01-01T00:00:00Z\"}")));
    routes.put(
        "POST /api/v1/backups/{id}/undelete",
        new Route(
            Role.OPERATOR,
            Reach.NOT_THERE,
            204,
            send("POST /api/v1/backups/{deleted}/undelete", "")));
    routes.put(
        "GET /api/v1/deleted-backups",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/deleted-backups?limit=1000")));
    routes.put(
        "POST /api/v1/systems/{key}/reassign",
        new Route(
            Role.ADMIN,
            Reach.ALL_ONLY,
            200,
            send("POST /api/v1/systems/{system}/reassign", "{\"organization\":\"{name}\"}")));
    for (String owner : List.of("systems/{key}", "organizations/{id}")) {
      String call = "POST /api/v1/" + owner + "/erase";
      String target = call.replace("{id}", "{organization}").replace("{key}", "{system}");
      routes.put(
          call, new Route(Role.ADMIN, Reach.NOT_THERE, 202, send(target, "{\"suspend\":true}")));
    }
    routes.put(
        "POST /api/v1/usage-audits",
        new Route(Role.ADMIN, Reach.ALL_ONLY, 200, send("POST /api/v1/usage-audits", "")));
  }

  private static void addRetention(Map<String, Route> routes) {
    routes.put(
        "GET /api/v1/retention",
        new Route(Role.READER, Reach.LEFT_OUT, 200, get("/api/v1/retention")));
    routes.put(
        "POST /api/v1/retention/accept",
        new Route(Role.ADMIN, Reach.LEFT_OUT, 204, send("POST /api/v1/retention/accept", "")));
    routes.put(
        "GET /api/v1/systems/{key}/retention-preview",
        new Route(
            Role.READER, Reach.NOT_THERE, 200, get("/api/v1/systems/{system}/retention-preview")));
  }

  private static Stream<String> names() {
    return routes().keySet().stream();
  }

  @Test
  void everyRouteIsInTheTableAndDescribed() {
    var described =
        Description.statuses().keySet().stream()
            .filter(operation -> operation.contains(" /api/v1/"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(routes().keySet())
        .isEqualTo(AdminApi.operations(api.useCases()).keySet())
        .isEqualTo(described);
  }

  @Test
  void everyRouteNeedsTheRoleOfTheTable() {
    var needed = new TreeMap<String, Role>();
    routes().forEach((name, route) -> needed.put(name, route.needed()));

    assertThat(AdminApi.operations(api.useCases())).isEqualTo(needed);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachRoleReachesItsOwnOrganizationAndNoOther(String name) throws IOException {
    Route route = Objects.requireNonNull(routes().get(name));
    for (Role role : Role.values()) {
      for (boolean isOwn : List.of(true, false)) {
        TenantOfTest bound = api.tenant();
        TenantOfTest other = api.tenant();
        String key = api.key(role, Optional.of(bound.name()));

        Reply reply = route.call().of(key, isOwn ? bound : other);

        assertThat(reply.status())
            .as("%s as %s, own: %s: %s", name, role, isOwn, reply.body())
            .isEqualTo(expected(route, role, isOwn));
        assertThat(reply.body())
            .doesNotContain(other.id().toString(), other.credential().toString());
        if (route.reach() == Reach.LEFT_OUT && name.startsWith("GET ")) {
          assertThat(reply.body()).doesNotContain(other.name(), other.system());
        }
      }
    }
  }

  private static int expected(Route route, Role role, boolean isOwn) {
    if (role.compareTo(route.needed()) < 0 || route.reach() == Reach.ALL_ONLY) {
      return 403;
    }
    if (isOwn) {
      return route.status();
    }
    return switch (route.reach()) {
      case NOT_THERE -> 404;
      case WRONG_VALUE -> 400;
      case LEFT_OUT -> route.status();
      case ALL_ONLY -> 403;
    };
  }

  @ParameterizedTest
  @MethodSource("names")
  void aKeyForAllReachesEveryOrganization(String name) throws IOException {
    Route route = Objects.requireNonNull(routes().get(name));
    for (Role role : Role.values()) {
      Reply reply = route.call().of(api.key(role, Optional.empty()), api.tenant());

      assertThat(reply.status())
          .as("%s as %s: %s", name, role, reply.body())
          .isEqualTo(role.compareTo(route.needed()) < 0 ? 403 : route.status());
    }
  }

  @Test
  void aKeyForOneMakesNoKeyForAllAndGivesNoQuota() throws IOException {
    TenantOfTest tenant = api.tenant();
    String key = api.key(Role.ADMIN, Optional.of(tenant.name()));

    Reply forAll =
        api.send(key, "POST /api/v1/api-keys", "{\"name\":\"mine\",\"role\":\"reader\"}");
    Reply quota =
        api.send(key, "PATCH /api/v1/organizations/" + tenant.id(), "{\"quota_bytes\":1}");

    assertThat(forAll.status()).isEqualTo(403);
    assertThat(quota.status()).isEqualTo(403);
  }

  /** A name that another tenant has must not be told apart from one that nobody has. */
  @Test
  void aKeysNameTellsNothingAboutOtherOrganizations() throws IOException {
    TenantOfTest first = api.tenant();
    TenantOfTest second = api.tenant();
    for (TenantOfTest tenant : List.of(first, second)) {
      String key = api.key(Role.ADMIN, Optional.of(tenant.name()));
      String body =
          "{\"name\":\"ops\",\"role\":\"reader\",\"organization\":\"%s\"}".formatted(tenant.name());

      assertThat(api.send(key, "POST /api/v1/api-keys", body).status()).isEqualTo(201);
      assertThat(api.send(key, "POST /api/v1/api-keys", body).status()).isEqualTo(409);
      assertThat(api.send(key, "POST /api/v1/api-keys", body.replace("ops", " ops ")).status())
          .isEqualTo(409);
    }
  }

  @Test
  void aNewNameTellsNothingAboutOtherOrganizations() throws IOException {
    TenantOfTest tenant = api.tenant();
    String key = api.key(Role.ADMIN, Optional.of(tenant.name()));
    String taken = "{\"name\":\"%s\"}".formatted(api.tenant().name());
    String free = "{\"name\":\"%s\"}".formatted("free-" + tenant.name());

    for (String request :
        List.of("PATCH /api/v1/organizations/" + tenant.id(), "POST /api/v1/organizations")) {
      Reply ofTaken = api.send(key, request, taken);
      Reply ofFree = api.send(key, request, free);

      assertThat(ofTaken.status()).isEqualTo(403);
      assertThat(ofTaken.body()).isEqualTo(ofFree.body());
      assertThat(ofFree.status()).isEqualTo(403);
    }
    assertThat(
            api.send(api.adminOfAll(), "PATCH /api/v1/organizations/" + tenant.id(), taken)
                .status())
        .isEqualTo(409);
  }

  /** As macOS writes it: a letter and its accent are two characters. */
  @Test
  void aNameIsFoundInEitherForm() throws IOException {
    TenantOfTest tenant = api.tenant();
    String admin = api.adminOfAll();
    String unique = UUID.randomUUID().toString();
    api.send(
        admin,
        "PATCH /api/v1/organizations/" + tenant.id(),
        "{\"name\":\"Zu\u0308rich %s\"}".formatted(unique));

    for (String u : List.of("u%CC%88", "%C3%BC")) {
      Reply found =
          api.send(
              admin, "GET /api/v1/systems?organization=Z%srich%%20%s".formatted(u, unique), "");

      assertThat(found.status()).as(found.body()).isEqualTo(200);
      assertThat(found.body()).contains(tenant.system());
    }
    for (String u : List.of("u\u0308", "\u00fc")) {
      Reply added =
          api.send(
              admin,
              "POST /api/v1/api-keys",
              "{\"name\":\"%s\",\"role\":\"reader\",\"organization\":\"Z%srich %s\"}"
                  .formatted(UUID.randomUUID(), u, unique));

      assertThat(added.status()).as(added.body()).isEqualTo(201);
    }
  }

  @Test
  void noNameOrLabelOfATenantHasInvisibleCharacters() throws IOException {
    for (TenantOfTest tenant : List.of(api.tenant(), api.tenant())) {
      String key = api.key(Role.ADMIN, Optional.of(tenant.name()));
      for (String invisible : List.of("\u202E", "\u200B", "\u2028")) {
        String name = "a" + invisible + "b";
        String addKey =
            "{\"name\":\"%s\",\"role\":\"reader\",\"organization\":\"%s\"}"
                .formatted(name, tenant.name());

        for (Reply refused :
            List.of(
                api.send(key, "POST /api/v1/api-keys", addKey),
                api.send(
                    key,
                    "PATCH /api/v1/organizations/" + tenant.id(),
                    "{\"name\":\"%s\"}".formatted(name)),
                api.send(
                    key,
                    "PATCH /api/v1/systems/" + tenant.system(),
                    "{\"label\":\"%s\"}".formatted(name)))) {
          assertThat(refused.status()).isEqualTo(400);
          assertThat(refused.body())
              .contains("U+%04X".formatted(invisible.codePointAt(0)))
              .doesNotContain(invisible);
        }
      }
      Reply labelled =
          api.send(
              key, "PATCH /api/v1/systems/" + tenant.system(), "{\"label\":\" Zu\u0308rich \"}");
      String label = TestAdminApi.json(labelled).get("label").stringValue();
      assertThat(new String(label.getBytes(ISO_8859_1), UTF_8)).isEqualTo("Z\u00fcrich");
    }
  }

  @Test
  void aKeyThatExpiresMakesNoKeyThatDoesNotAndIsRevokedWithWhatItMade() throws IOException {
    TenantOfTest tenant = api.tenant();
    TenantOfTest other = api.tenant();
    String admin = api.adminOfAll();
    String add =
        "{\"name\":\"%s\",\"role\":\"admin\",\"organization\":\"%s\",\"expires_in_seconds\":%d}";
    JsonNode maker =
        TestAdminApi.json(
            api.send(admin, "POST /api/v1/api-keys", add.formatted("maker", tenant.name(), 3600)));
    String key = maker.get("key").stringValue();
    String id = maker.get("id").stringValue();

    Reply longer = api.send(key, "POST /api/v1/api-keys", add.formatted("a", tenant.name(), 0));
    Reply shorter = api.send(key, "POST /api/v1/api-keys", add.formatted("a", tenant.name(), 60));

    assertThat(longer.status()).isEqualTo(400);
    assertThat(longer.body())
        .contains("expires_in_seconds: never (expected: no later than ")
        .contains("when the key of this request expires");
    assertThat(shorter.status()).isEqualTo(201);
    assertThat(api.get(key, "/api/v1/api-keys").body())
        .contains("\"made_by\":\"%s\"".formatted(id));
    String stranger = api.key(Role.ADMIN, Optional.of(other.name()));
    String revoke = "DELETE /api/v1/api-keys/" + id + "?with_made=true";
    assertThat(api.send(stranger, revoke, "").status()).isEqualTo(404);
    String child = TestAdminApi.json(shorter).get("key").stringValue();
    assertThat(api.get(child, "/api/v1/systems").status()).isEqualTo(200);
    assertThat(api.send(admin, revoke, "").status()).isEqualTo(204);
    assertThat(api.get(child, "/api/v1/systems").status()).isEqualTo(401);
  }

  @Test
  void anImportAddsNothingToAnotherOrganization() throws IOException {
    TenantOfTest bound = api.tenant();
    TenantOfTest other = api.tenant();
    String key = api.key(Role.ADMIN, Optional.of(bound.name()));

    Reply reply =
        api.send(
            key,
            "POST /api/v1/system-imports",
            "key,organization\nX-%s,%s\n".formatted(UUID.randomUUID(), other.name()),
            "Content-Type: text/csv");

    assertThat(reply.body()).contains("\"status\":\"refused\"").doesNotContain("cs1_");
  }
}
