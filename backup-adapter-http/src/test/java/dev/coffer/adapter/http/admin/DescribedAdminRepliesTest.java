package dev.coffer.adapter.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.TestLiveSecrets;
import dev.coffer.adapter.http.admin.TestAdminApi.TenantOfTest;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Role;
import dev.coffer.testkit.fixture.Tenant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests, over a socket, that each status which the API description promises for a call of this
 * contract can be reached. {@link TestAdminApi} checks that no test ever sees another one.
 */
class DescribedAdminRepliesTest {

  private static final String NOBODY = UUID.randomUUID().toString();
  private static final String ROOT = "/api/v1";
  private static final String UNDELETE = "POST /api/v1/backups/{id}/undelete";
  private static final String REASSIGN = "POST /api/v1/systems/{key}/reassign";
  private static final String ACCEPT = "POST /api/v1/retention/accept";

  /** One way to reach one status. */
  record Promise(String operation, int status, Scenario scenario) {

    @Override
    public String toString() {
      return operation + " " + status;
    }
  }

  @FunctionalInterface
  interface Scenario {
    Reply play(TestAdminApi api) throws IOException;
  }

  /**
   * A call, a way to make it succeed, and its object; {@code {…}} stands for the tenant's own
   * values.
   */
  private record Operation(
      String name, int status, String call, String body, List<String> headers) {

    Operation(String name, int status, String call, String body, String... headers) {
      this(name, status, call, body, List.of(headers));
    }

    String[] lines() {
      return headers.toArray(String[]::new);
    }

    Reply as(TestAdminApi api, String key, TenantOfTest tenant) throws IOException {
      return api.send(key, tenant.fill(call), tenant.fill(body), lines());
    }
  }

  private static final List<Operation> OPERATIONS =
      List.of(
          list("/organizations"),
          new Operation(
              "POST /api/v1/organizations",
              201,
              "POST /api/v1/organizations",
              "{\"name\":\"new\"}"),
          new Operation(
              "GET /api/v1/organizations/{id}",
              200,
              "GET /api/v1/organizations/{organization}",
              ""),
          new Operation(
              "PATCH /api/v1/organizations/{id}",
              200,
              "PATCH /api/v1/organizations/{organization}",
              "{\"quota_bytes\":1}"),
          list("/systems"),
          new Operation(
              "POST /api/v1/systems",
              201,
              "POST /api/v1/systems",
              "{\"key\":\"NEW-1\",\"organization\":\"{name}\"}"),
          new Operation("GET /api/v1/systems/{key}", 200, "GET /api/v1/systems/{system}", ""),
          new Operation(
              "PATCH /api/v1/systems/{key}",
              200,
              "PATCH /api/v1/systems/{system}",
              "{\"label\":\"x\"}"),
          new Operation(
              "POST /api/v1/system-imports",
              200,
              "POST /api/v1/system-imports",
              "{\"key\":\"NEW-1\",\"organization\":\"{name}\"}",
              "Content-Type: application/x-ndjson"),
          new Operation(
              "GET /api/v1/systems/{key}/credentials",
              200,
              "GET /api/v1/systems/{system}/credentials",
              ""),
          new Operation(
              "POST /api/v1/systems/{key}/credentials",
              201,
              "POST /api/v1/systems/{system}/credentials",
              "{}"),
          new Operation(
              "DELETE /api/v1/systems/{key}/credentials/{id}",
              204,
              "DELETE /api/v1/systems/{system}/credentials/{credential}",
              ""),
          list("/api-keys"),
          new Operation(
              "POST /api/v1/api-keys",
              201,
              "POST /api/v1/api-keys",
              "{\"name\":\"new\",\"role\":\"reader\"}"),
          new Operation(
              "DELETE /api/v1/api-keys/{id}", 204, "DELETE /api/v1/api-keys/{api-key}", ""),
          list("/audit-events"),
          list("/usage/organizations"),
          list("/usage/systems"),
          list("/drives"),
          policy("GET", "organizations/{id}", 200, ""),
          policy("PUT", "organizations/{id}", 200, "{\"days\":30}"),
          policy("DELETE", "organizations/{id}", 204, ""),
          policy("GET", "systems/{key}", 200, ""),
          policy("PUT", "systems/{key}", 200, "{\"days\":30}"),
          policy("DELETE", "systems/{key}", 204, ""),
          backup("DELETE", "", ""),
          backup("PUT", "/pin", ""),
          backup("DELETE", "/pin", ""),
          backup("PUT", "/hold", "{\"until\":\"2999-01-01T00:00:00+01:00\"}"),
          backup("DELETE", "/hold", ""),
          new Operation(UNDELETE, 204, UNDELETE.replace("{id}", "{deleted}"), ""),
          list("/deleted-backups"),
          new Operation(
              REASSIGN,
              200,
              REASSIGN.replace("{key}", "{system}"),
              "{\"organization\":\"{name}\"}"),
          new Operation(
              "POST /api/v1/systems/{key}/erase",
              202,
              "POST /api/v1/systems/{system}/erase",
              "{\"suspend\":true}"),
          new Operation(
              "POST /api/v1/organizations/{id}/erase",
              202,
              "POST /api/v1/organizations/{organization}/erase",
              "{\"suspend\":true,\"versions_may_stay\":false}"),
          new Operation("POST /api/v1/usage-audits", 200, "POST /api/v1/usage-audits", ""),
          list("/retention"),
          list("/signing-key"),
          new Operation(ACCEPT, 204, ACCEPT, ""),
          new Operation(
              "GET /api/v1/systems/{key}/retention-preview",
              200,
              "GET /api/v1/systems/{system}/retention-preview",
              ""));

  private static Operation backup(String method, String below, String body) {
    String name = "%s %s/backups/{id}%s".formatted(method, ROOT, below);
    return new Operation(name, 204, name.replace("{id}", "{backup}"), body);
  }

  private static Operation policy(String method, String owner, int status, String body) {
    String name = "%s %s/%s/retention-policy".formatted(method, ROOT, owner);
    String call = name.replace("{id}", "{organization}").replace("{key}", "{system}");
    return new Operation(name, status, call, body);
  }

  private static Operation list(String path) {
    return new Operation("GET " + ROOT + path, 200, "GET " + ROOT + path, "");
  }

  /** The description determines what is tested; each status has one scenario. */
  private static Stream<Promise> promises() {
    List<Promise> promises = new ArrayList<>();
    for (Operation operation : OPERATIONS) {
      Set<Integer> statuses =
          new TreeSet<>(
              Description.statuses().getOrDefault(operation.name(), Set.of(operation.status())));
      for (int status : statuses) {
        promises.add(new Promise(operation.name(), status, scenario(operation, status)));
      }
    }
    return promises.stream();
  }

  private static Scenario scenario(Operation operation, int status) {
    if (status == operation.status()) {
      return api -> operation.as(api, api.adminOfAll(), api.tenant());
    }
    return switch (status) {
      case 200 -> operation.name().equals(ACCEPT) ? accepted(operation) : erased(operation);
      case 400 -> wrong(operation);
      case 401 -> api -> operation.as(api, "nobody's", api.tenant());
      case 403 -> forbidden(operation);
      case 404 -> unknown(operation);
      case 409 -> conflict(operation);
      case 413 ->
          api ->
              api.announce(
                  api.adminOfAll(),
                  api.tenant().fill(operation.call()),
                  2L << 20,
                  operation.lines());
      case 415 -> api -> api.send(api.adminOfAll(), operation.call(), "x", "Content-Type: a/b");
      case 429 -> guesses(operation);
      case 500 -> failing(operation, new IllegalStateException("a bug"));
      case 507 ->
          operation.name().equals(REASSIGN) ? noRoomForASystem(operation) : noRoom(operation);
      case 503 -> failing(operation, new StorageUnavailable("down"));
      default -> throw new AssertionError(operation.name() + " " + status + " is not driven");
    };
  }

  private static Scenario guesses(Operation operation) {
    return api -> {
      TestLiveSecrets.exhaust(api.throttle);
      return operation.as(api, "nobody's", api.tenant());
    };
  }

  private static Scenario wrong(Operation operation) {
    return api -> {
      String call = api.tenant().fill(operation.call());
      if (operation.call().startsWith("GET ")) {
        return api.get(api.adminOfAll(), call.substring(4) + "?limit=0");
      }
      return operation.body().isEmpty()
          ? api.send(api.adminOfAll(), call + "?no-such-field=1", "")
          : api.send(api.adminOfAll(), call, "[]", operation.lines());
    };
  }

  private static Scenario forbidden(Operation operation) {
    return api -> {
      TenantOfTest tenant = api.tenant();
      return operation.as(api, api.key(Role.READER, Optional.of(tenant.name())), tenant);
    };
  }

  private static Scenario unknown(Operation operation) {
    return api -> {
      var nobody =
          new TenantOfTest(
              UUID.fromString(NOBODY),
              "nobody",
              NOBODY,
              UUID.fromString(NOBODY),
              UUID.fromString(NOBODY),
              Tenant.newBackupId(),
              Tenant.newBackupId());
      return operation.name().equals(ACCEPT)
          ? api.send(api.adminOfAll(), ACCEPT + "?organization=" + nobody.name(), "")
          : operation.as(api, api.adminOfAll(), nobody);
    };
  }

  private static Scenario conflict(Operation operation) {
    return api -> {
      String key = api.adminOfAll();
      TenantOfTest tenant = api.tenant();
      if (operation.call().startsWith("PATCH /api/v1/organizations")) {
        String taken = "{\"name\":\"%s\"}".formatted(api.tenant().name());
        return api.send(key, tenant.fill(operation.call()), taken);
      }
      if (operation.call().startsWith("PATCH /api/v1/systems")) {
        String call = tenant.fill(operation.call());
        api.send(key, call, "{\"state\":\"retired\"}");
        return api.send(key, call, "{\"state\":\"active\"}");
      }
      if (operation.call().endsWith("/erase")) {
        return api.send(key, tenant.fill(operation.call()), "{}");
      }
      if (operation.call().startsWith("DELETE /api/v1/backups")) {
        api.send(key, tenant.fill("PUT /api/v1/backups/{backup}/pin"), "");
        return operation.as(api, key, tenant);
      }
      if (operation.name().equals(UNDELETE)) {
        api.send(key, tenant.fill("DELETE /api/v1/backups/{backup}"), "");
        return api.send(key, tenant.fill("POST /api/v1/backups/{backup}/undelete"), "");
      }
      operation.as(api, key, tenant);
      return operation.as(api, key, tenant);
    };
  }

  private static Scenario accepted(Operation operation) {
    return api -> {
      api.haltRetention(api.tenant(), "a policy looks wrong");
      return operation.as(api, api.adminOfAll(), api.tenant());
    };
  }

  private static Scenario erased(Operation operation) {
    return api -> {
      String key = api.adminOfAll();
      TenantOfTest tenant = api.tenant();
      operation.as(api, key, tenant);
      api.vault.useCases().run("purge-deleted");
      return operation.as(api, key, tenant);
    };
  }

  /** Bytes that retention removed no longer count, and must be counted again. */
  private static Scenario noRoom(Operation operation) {
    return api -> {
      String key = api.adminOfAll();
      TenantOfTest tenant = api.tenant();
      api.removeByRetention(tenant);
      api.send(
          key, tenant.fill("PATCH /api/v1/organizations/{organization}"), "{\"quota_bytes\":1}");
      return api.send(
          key, tenant.fill(operation.name().replace("{id}", "{backup}")), operation.body());
    };
  }

  private static Scenario noRoomForASystem(Operation operation) {
    return api -> {
      String key = api.adminOfAll();
      TenantOfTest other = api.tenant();
      api.send(
          key, other.fill("PATCH /api/v1/organizations/{organization}"), "{\"quota_bytes\":1}");
      return api.send(key, api.tenant().fill(operation.call()), other.fill(operation.body()));
    };
  }

  private static Scenario failing(Operation operation, RuntimeException failure) {
    return api -> {
      TenantOfTest tenant = api.tenant();
      api.recognise =
          (_, _) -> {
            throw failure;
          };
      return operation.as(api, "any", tenant);
    };
  }

  @ParameterizedTest
  @MethodSource("promises")
  void eachDescribedStatusIsReached(Promise promise) throws IOException {
    try (var api = new TestAdminApi()) {
      Reply reply = promise.scenario().play(api);

      assertThat(reply.status()).as(reply.body()).isEqualTo(promise.status());
      if (promise.status() >= 400) {
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(TestAdminApi.json(reply).get("status").intValue()).isEqualTo(promise.status());
      }
    }
  }

  @Test
  void describedAndTestedStatusesAreTheSame() {
    Map<String, Set<Integer>> driven = new TreeMap<>();
    promises()
        .forEach(promise ->
            driven
                .computeIfAbsent(promise.operation(), _ -> new TreeSet<>())
                .add(promise.status()));
    Map<String, Set<Integer>> described = new TreeMap<>(Description.statuses());
    described.keySet().removeIf(operation -> !operation.contains(" /api/v1/"));

    assertThat(driven).isEqualTo(described);
  }
}
