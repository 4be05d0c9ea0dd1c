package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.admin.TestAdminApi.TenantOfTest;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.UsageDrift;
import dev.coffer.testkit.fixture.TestVault;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests the calls on deletion, ownership and retention, on a vault in memory. */
class DeletionAndOwnershipCallsTest {

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

  private Reply send(String methodAndTarget, String body, String... headers) throws IOException {
    return api.send(key, tenant.fill(methodAndTarget), body, headers);
  }

  private JsonNode got(String target) throws IOException {
    return TestAdminApi.json(api.get(key, tenant.fill(target)));
  }

  private List<String> deleted() throws IOException {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = got("/api/v1/deleted-backups?limit=1" + cursor);
      page.get("items").forEach(item -> seen.add(item.get("id").stringValue()));
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").stringValue();
    } while (!cursor.isEmpty());
    return seen;
  }

  @Test
  void aBackupThatIsPinnedOrHeldIsNotDeletedUntilBothHaveEnded() throws IOException {
    String backup = "/api/v1/backups/{backup}";
    send("PUT " + backup + "/pin", "");
    send("PUT " + backup + "/hold", "{\"until\":\"2999-01-01t00:00:00-05:00\"}");
    assertThat(send("DELETE " + backup, "").body()).contains("neither pinned nor held");

    send("DELETE " + backup + "/pin", "");
    assertThat(send("DELETE " + backup, "").status()).isEqualTo(409);

    send("DELETE " + backup + "/hold", "");
    assertThat(send("DELETE " + backup, "").status()).isEqualTo(204);
    assertThat(send("PUT " + backup + "/pin", "").status()).isEqualTo(404);
  }

  @Test
  void aHoldMustEndInTheFuture() throws IOException {
    for (String until :
        List.of(
            "\"2020-01-01T00:00:00Z\"",
            "\"tomorrow\"",
            "\"2999-01-01\"",
            "\"+12999-01-01T00:00:00Z\"",
            "7",
            "null")) {
      Reply reply = send("PUT /api/v1/backups/{backup}/hold", "{\"until\":%s}".formatted(until));

      assertThat(reply.status()).as(until).isEqualTo(400);
      assertThat(reply.body()).contains("until: ");
    }
    assertThat(send("DELETE /api/v1/backups/{backup}", "").status()).isEqualTo(204);
  }

  @Test
  void everyDeletedBackupIsOnExactlyOnePageUntilItIsRestored() throws IOException {
    TenantOfTest other = api.tenant();
    send("DELETE /api/v1/backups/{backup}", "");
    assertThat(deleted())
        .containsExactly(
            tenant.backup().toString(), other.deleted().toString(), tenant.deleted().toString());

    assertThat(send("POST /api/v1/backups/{deleted}/undelete", "").status()).isEqualTo(204);

    assertThat(deleted()).containsExactly(tenant.backup().toString(), other.deleted().toString());
    assertThat(send("DELETE /api/v1/backups/{deleted}", "").status()).isEqualTo(204);
  }

  @Test
  void aDeletedBackupIsListedWithItsMetadataAndPurgeTime() throws IOException {
    JsonNode item = got("/api/v1/deleted-backups").get("items").get(0);

    assertThat(item.get("system").stringValue()).isEqualTo(tenant.system());
    assertThat(item.get("organization").stringValue()).isEqualTo(tenant.name());
    assertThat(item.get("size_bytes").longValue()).isEqualTo(3);
    assertThat(item.get("purging").booleanValue()).isFalse();
    assertThat(item.get("purge_after").stringValue())
        .isGreaterThan(item.get("deleted_at").stringValue());
  }

  @Test
  void aReassignedSystemIsVisibleOnlyToItsNewOwner() throws IOException {
    TenantOfTest other = api.tenant();
    String former = api.key(Role.READER, Optional.of(tenant.name()));
    String present = api.key(Role.READER, Optional.of(other.name()));

    Reply reply =
        send(
            "POST /api/v1/systems/{system}/reassign",
            "{\"organization\":\"%s\"}".formatted(other.name()));

    assertThat(TestAdminApi.json(reply).get("moved_bytes").longValue()).isEqualTo(6);
    String target = "/api/v1/systems/" + tenant.system();
    assertThat(api.get(former, target).status()).isEqualTo(404);
    assertThat(api.get(present, target).status()).isEqualTo(200);
  }

  @Test
  void anUnknownOrganizationCannotBecomeTheOwner() throws IOException {
    assertThat(send("POST /api/v1/systems/{system}/reassign", "{\"organization\":\"x\"}").body())
        .contains("organization: \\\"x\\\" (expected: the name of an existing organization)");
    assertThat(send("POST /api/v1/systems/{system}/reassign", "{}").status()).isEqualTo(400);
  }

  @Test
  void anErasureReportsItsProgressAndSignsItsReportAtTheEnd() throws IOException {
    String erase = "POST /api/v1/organizations/{organization}/erase";
    Reply begun = send(erase, "{\"suspend\":true}", "Accept: text/plain");
    JsonNode left = TestAdminApi.json(begun);
    assertThat(begun.status()).isEqualTo(202);
    assertThat(left.get("backups_left").longValue()).isEqualTo(2);
    assertThat(left.get("bytes_left").longValue()).isEqualTo(6);
    assertThat(left.get("finished_at").isNull()).isTrue();

    api.vault.useCases().run("purge-deleted");

    JsonNode finished = TestAdminApi.json(send(erase, "{}"));
    assertThat(finished.get("finished_at").isNull()).isFalse();
    assertThat(finished.get("backups").longValue()).isEqualTo(2);
    assertThat(finished.get("backups_left").longValue()).isZero();
    String report = api.rest(key, tenant.fill(erase), "{}", "Accept: text/plain");
    assertThat(report)
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("\r\nContent-Type: text/plain; charset=utf-8\r\n")
        .contains("\"kind\":\"organization\"")
        .contains(tenant.backup().toString(), tenant.deleted().toString())
        .containsPattern("(?m)^m1 ed25519 [A-Za-z0-9+/]{86}==$")
        .endsWith("\r\n0\r\n\r\n");
  }

  @Test
  void thePublicKeyOfReportsIsPem() throws IOException {
    JsonNode shown = TestAdminApi.json(send("GET /api/v1/signing-key", ""));

    assertThat(shown.get("key_id").stringValue()).isEqualTo("m1");
    assertThat(shown.get("algorithm").stringValue()).isEqualTo("Ed25519");
    assertThat(shown.get("public_key").stringValue())
        .isEqualTo(SigningKey.current(TestVault.KEYRING).publicPem());
  }

  @Test
  void systemsThatAreServedOrHaveProtectedBackupsAreNotErased() throws IOException {
    String erase = "POST /api/v1/systems/{system}/erase";
    assertThat(send(erase, "{}").body()).contains(tenant.system(), "suspend");

    send("PUT /api/v1/backups/{backup}/pin", "");

    assertThat(send(erase, "{\"suspend\":true}").body()).contains(tenant.backup().toString());
    assertThat(send(erase, "{\"suspend\":\"yes\"}").body())
        .contains("suspend: \\\"yes\\\" (expected: true or false)");
    assertThat(got("/api/v1/systems/{system}").get("state").stringValue()).isEqualTo("active");
  }

  @Test
  void aPreviewShowsWhetherAndWhyEachBackupStays() throws IOException {
    send("PUT /api/v1/backups/{backup}/pin", "");

    JsonNode preview = got("/api/v1/systems/{system}/retention-preview");

    assertThat(preview.get("policy").get("days").intValue()).isEqualTo(30);
    assertThat(preview.get("backups")).hasSize(1);
    JsonNode backup = preview.get("backups").get(0);
    assertThat(backup.get("id").stringValue()).isEqualTo(tenant.backup().toString());
    assertThat(backup.get("stays").booleanValue()).isTrue();
    assertThat(backup.get("reason").stringValue()).isEqualTo("pinned");
  }

  @Test
  void anOperatorOfTheOrganizationEndsNoHoldOfThePlatform() throws IOException {
    String operator = api.key(Role.OPERATOR, Optional.of(tenant.name()));
    String backup = tenant.fill("/api/v1/backups/{backup}");
    send("PUT " + backup + "/hold", "{\"until\":\"2999-01-01T00:00:00Z\"}");
    send("PUT " + backup + "/pin", "");

    for (String protection : List.of("/hold", "/pin")) {
      Reply refused = api.send(operator, "DELETE " + backup + protection, "");

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body())
          .contains(
              "it was set with a key for all organizations; only such a key can change or end it");
    }
    assertThat(api.send(operator, "DELETE " + backup, "").status()).isEqualTo(409);
    assertThat(send("DELETE " + backup + "/hold", "").status()).isEqualTo(204);
  }

  @Test
  void retentionThatIsHaltedIsShownUntilItIsAccepted() throws IOException {
    api.haltRetention(tenant, "a policy looks wrong");
    JsonNode shown = got("/api/v1/retention");
    assertThat(shown.get("halted").isNull()).isTrue();
    assertThat(shown.get("policy").get("min_keep").intValue()).isPositive();
    JsonNode halt = shown.get("halted_organizations").get(0);
    assertThat(halt.get("name").stringValue()).isEqualTo(tenant.name());
    assertThat(halt.get("reason").stringValue()).isEqualTo("a policy looks wrong");

    Reply accepted = send("POST /api/v1/retention/accept", "");

    assertThat(TestAdminApi.json(accepted).get("halted_organizations").get(0)).isEqualTo(halt);
    assertThat(got("/api/v1/retention").get("halted_organizations")).isEmpty();
    assertThat(send("POST /api/v1/retention/accept", "").status()).isEqualTo(204);
  }

  @Test
  void aTenantSeesAndAcceptsItsOwnHaltAlone() throws IOException {
    TenantOfTest other = api.tenant();
    api.haltRetention(tenant, "mine");
    api.haltRetention(other, "theirs");
    String admin = api.key(Role.ADMIN, Optional.of(tenant.name()));
    String named = "POST /api/v1/retention/accept?organization=";

    Reply shown = api.send(admin, "GET /api/v1/retention", "");
    Reply foreign = api.send(admin, named + encoded(other.name()), "");
    Reply unknown = api.send(admin, named + "nobody", "");
    Reply accepted = api.send(admin, "POST /api/v1/retention/accept", "");

    assertThat(shown.body()).contains("mine").doesNotContain("theirs", other.name());
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.body()).isEqualTo(unknown.body());
    assertThat(accepted.body()).contains("mine").doesNotContain("theirs");
    assertThat(got("/api/v1/retention").get("halted_organizations"))
        .extracting(halt -> halt.get("name").stringValue())
        .containsExactly(other.name());
    assertThat(send(named + encoded(other.name()), "").body()).contains("theirs");
    assertThat(got("/api/v1/retention").get("halted_organizations")).isEmpty();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8);
  }

  @Test
  void wrongCountsAreReported() throws IOException {
    api.auditUsage =
        actor ->
            new Usage.Audited(
                List.of(new UsageDrift(UsageDrift.Owner.SYSTEM, tenant.system(), -3, 7)),
                List.of(
                    new StuckReservations(
                        new SystemId(tenant.system()), 2, new ByteSize(5), Instant.EPOCH)));

    JsonNode reply = TestAdminApi.json(send("POST /api/v1/usage-audits", ""));
    JsonNode drift = reply.get("items").get(0);

    assertThat(drift.get("kind").stringValue()).isEqualTo("system");
    assertThat(drift.get("owner").stringValue()).isEqualTo(tenant.system());
    assertThat(drift.get("used_bytes").longValue()).isEqualTo(-3);
    assertThat(drift.get("reserved_bytes").longValue()).isEqualTo(7);
    assertThat(reply.get("stuck").toString())
        .isEqualTo(
            """
            [{"system":"%s","uploads":2,"reserved_bytes":5,"since":"1970-01-01T00:00:00Z"}]\
            """
                .formatted(tenant.system()));
  }

  @Test
  void everyCallIsAnEventThatNamesTheKey() throws IOException {
    send("PUT /api/v1/backups/{backup}/pin", "");
    send("POST /api/v1/backups/{deleted}/undelete", "");

    JsonNode events = got("/api/v1/audit-events?limit=2").get("items");
    assertThat(events.valueStream().map(event -> event.get("action").stringValue()))
        .containsExactly("backup_undeleted", "backup_pinned");
    assertThat(
            got("/api/v1/api-keys")
                .get("items")
                .valueStream()
                .map(item -> item.get("id").stringValue()))
        .contains(events.get(0).get("actor").stringValue());
  }
}
