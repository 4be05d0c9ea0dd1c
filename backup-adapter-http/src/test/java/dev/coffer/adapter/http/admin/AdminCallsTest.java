package dev.coffer.adapter.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.admin.TestAdminApi.TenantOfTest;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests the effects of the calls, over a socket and on a vault in memory. */
class AdminCallsTest {

  private static final String CSV = "Content-Type: text/csv; charset=utf-8";
  private static final String NDJSON = "Content-Type: application/x-ndjson";
  private static final String IMPORT = "POST /api/v1/system-imports";

  private TestAdminApi api;
  private TenantOfTest tenant;
  private String key;

  @BeforeEach
  void start() {
    api = new TestAdminApi();
    tenant = api.tenant();
    key = api.adminOfAll();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private JsonNode sent(String methodAndTarget, String body, String... headers) throws IOException {
    return TestAdminApi.json(api.send(key, methodAndTarget, body, headers));
  }

  private JsonNode got(String target) throws IOException {
    return TestAdminApi.json(api.get(key, target));
  }

  private RecogniseSystem.Result presented(String system, String secret) {
    return api.vault
        .useCases()
        .recogniseSystem()
        .recognise(new Credentials(system, new Secret(secret)), Scope.LIST);
  }

  @Test
  void aSystemIsAddedWithASecretThatWorksAndIsShownOnlyOnce() throws IOException {
    String secret =
        sent(
                "POST /api/v1/systems",
                "{\"key\":\"NETH-1\",\"organization\":\"%s\",\"expected_interval_seconds\":86400}"
                    .formatted(tenant.name()))
            .get("secret")
            .stringValue();

    assertThat(presented("NETH-1", secret)).isInstanceOf(RecogniseSystem.Recognised.class);
    Reply shown = api.get(key, "/api/v1/systems/NETH-1");
    assertThat(shown.body())
        .contains("\"expected_interval_seconds\":86400", "\"state\":\"active\"")
        .doesNotContain(secret);
    assertThat(api.get(key, "/api/v1/systems/NETH-1/credentials").body()).doesNotContain(secret);
  }

  @Test
  void aRepeatedImportMakesNoSecondSecret() throws IOException {
    String csv =
        "label,key,organization\n\"Main, \"\"North\"\"\",NETH-1,%1$s\nbad,..,%1$s\nx,NETH-2,nobody\n"
            .formatted(tenant.name());

    JsonNode first = sent(IMPORT, csv, CSV).get("items");
    JsonNode again = sent(IMPORT, csv, CSV).get("items");

    assertThat(first.valueStream().map(row -> row.get("status").stringValue()))
        .containsExactly("created", "refused", "refused");
    assertThat(first.get(1).get("reason").stringValue()).startsWith("systemId: \"..\" (expected: ");
    assertThat(first.get(2).get("reason").stringValue())
        .startsWith("organization: \"nobody\" (expected: ");
    assertThat(again.get(0).get("status").stringValue()).isEqualTo("refused");
    assertThat(again.get(0).get("secret").isNull()).isTrue();
    assertThat(presented("NETH-1", first.get(0).get("secret").stringValue()))
        .isInstanceOf(RecogniseSystem.Recognised.class);
    assertThat(got("/api/v1/systems/NETH-1").get("label").stringValue())
        .isEqualTo("Main, \"North\"");
  }

  @Test
  void aTableAsSpreadsheetsWriteItIsAccepted() throws IOException {
    String csv =
        "\uFEFFkey,organization,label\r\n\r\nNETH-1, \"%s\" ,\"two, of it\"\r\n"
            .formatted(tenant.name());

    JsonNode items = sent(IMPORT, csv, CSV).get("items");

    assertThat(items.get(0).get("status").stringValue()).isEqualTo("created");
    assertThat(got("/api/v1/systems/NETH-1").get("label").stringValue()).isEqualTo("two, of it");
  }

  @Test
  void anInvalidTableIsRefusedAsAWhole() throws IOException {
    assertThat(sent(IMPORT, "name\nx\n", CSV).toString()).contains("key,organization,label");
    assertThat(sent(IMPORT, "", CSV).toString()).contains("key,organization,label");
    assertThat(sent(IMPORT, "key,organization,key\n", CSV).toString()).contains("header");
    assertThat(sent(IMPORT, "key,organization\n\nx\n", CSV).toString()).contains("line 3");
    assertThat(sent(IMPORT, "key,organization\nx,\"a\"b\n", CSV).toString()).contains("line 2");
    assertThat(sent(IMPORT, "key,organization\nx,\"a\n", CSV).toString())
        .contains("unclosed quote");
    assertThat(sent(IMPORT, "{}\n\n{\"name\":1}\n", NDJSON).toString()).contains("line 3");
    assertThat(sent(IMPORT, "{}\nnot JSON\n", NDJSON).toString()).contains("line 2");
  }

  @Test
  void pagesLeadThroughEverySystemOnce() throws IOException {
    List<String> expected = new ArrayList<>(List.of(tenant.system()));
    for (int i = 0; i < 4; i++) {
      expected.add(api.system(tenant.name()));
    }
    List<String> seen = new ArrayList<>();

    String cursor = "";
    do {
      JsonNode page = got("/api/v1/systems?limit=2" + cursor);
      page.get("items").forEach(item -> seen.add(item.get("key").stringValue()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").stringValue();
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aWrongParameterIsNamedWithWhatWasExpected() throws IOException {
    assertThat(got("/api/v1/systems?limit=1001&sate=active").toString())
        .contains(
            "\"field\":\"limit\"",
            "limit: \\\"1001\\\" (expected: 1 to 1000)",
            "\"field\":\"sate\"");
    assertThat(got("/api/v1/systems?cursor=%21").toString()).contains("\"field\":\"cursor\"");
    for (String since : List.of("yesterday", "%2B999999999-01-01T00:00:00Z")) {
      assertThat(got("/api/v1/audit-events?since=" + since).toString())
          .contains("\"field\":\"since\"");
    }
  }

  @Test
  void everyWrongFieldOfABodyIsNamed() throws IOException {
    JsonNode problem =
        sent(
            "POST /api/v1/systems",
            "{\"key\":\"a b\",\"cap_bytes\":-1,\"scopes\":[\"fly\"],\"colour\":\"red\"}");

    assertThat(problem.get("errors").valueStream().map(error -> error.get("field").stringValue()))
        .containsExactlyInAnyOrder("key", "organization", "cap_bytes", "scopes", "colour");
  }

  @Test
  void aRevokedSecretIsRefusedAndASecondOneWorks() throws IOException {
    String credentials = "/api/v1/systems/" + tenant.system() + "/credentials";
    String secret =
        sent("POST " + credentials, "{\"scopes\":[\"list\"]}").get("secret").stringValue();

    Reply third = api.send(key, "POST " + credentials, "{}");
    api.send(key, "DELETE " + credentials + "/" + tenant.credential(), "");
    Reply again = api.send(key, "DELETE " + credentials + "/" + tenant.credential(), "");

    assertThat(third.status()).isEqualTo(409);
    assertThat(again.status()).isEqualTo(204);
    assertThat(presented(tenant.system(), secret)).isInstanceOf(RecogniseSystem.Recognised.class);
    assertThat(
            got(credentials).get("items").valueStream().map(item -> item.get("works").asBoolean()))
        .containsExactly(true, false);
  }

  @Test
  void theLastUseOfASecretIsShownAfterTheNextPass() throws IOException {
    String system = api.system(tenant.name());
    String credentials = "/api/v1/systems/" + system + "/credentials";
    String secret = sent("POST " + credentials, "{}").get("secret").stringValue();
    presented(system, secret);
    assertThat(got(credentials).get("items").get(0).get("last_used_at").isNull()).isTrue();

    api.vault.useCases().run("credential-uses");

    assertThat(got(credentials).get("items").get(0).get("last_used_at").stringValue())
        .endsWith("Z");
    assertThat(got(credentials).get("items").get(1).get("last_used_at").isNull()).isTrue();
  }

  @Test
  void everyChangeIsAnEventThatNamesTheKey() throws IOException {
    api.send(key, "PATCH /api/v1/systems/" + tenant.system(), "{\"label\":\"x\"}");
    api.send(key, "PATCH /api/v1/systems/" + tenant.system(), "{\"label\":\"x\"}");

    JsonNode events =
        got("/api/v1/audit-events?action=system_changed&system=" + tenant.system()).get("items");
    JsonNode keys = got("/api/v1/api-keys").get("items");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).get("actor_kind").stringValue()).isEqualTo("operator");
    assertThat(keys.valueStream().map(item -> item.get("id").stringValue()))
        .contains(events.get(0).get("actor").stringValue());
  }

  @Test
  void aRevokedKeyIsRefused() throws IOException {
    JsonNode added =
        sent(
            "POST /api/v1/api-keys",
            "{\"name\":\"laptop\",\"role\":\"admin\",\"organization\":\"%s\"}"
                .formatted(tenant.name()));
    String other = added.get("key").stringValue();
    String target = "/api/v1/systems/" + tenant.system();
    assertThat(api.get(other, target).status()).isEqualTo(200);

    api.send(key, "DELETE /api/v1/api-keys/" + added.get("id").stringValue(), "");

    assertThat(api.get(other, target).status()).isEqualTo(401);
  }
}
