package dev.coffer.adapter.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.Links;
import dev.coffer.application.download.Links.StoreLink;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Health;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorCallsTest {
  private static final String ONE = "/api/backups/" + TestOperators.ID;
  private static final String COPY = "/api/backups/" + TestOperators.COPY_ID + "/download";
  private static final String OF_SYSTEM = "/api/systems/NETH-1/backups";
  private static final String ONE_OF_SYSTEM = OF_SYSTEM + "/" + TestOperators.REF;
  private static final String LINK =
      "/api/downloads/"
          + TestOperators.ID
          + "?key="
          + TestOperators.KEY_ID
          + "&expires=1751450400&signature="
          + "ab".repeat(32);

  private final TestOperators operators = new TestOperators();

  @AfterEach
  void close() {
    operators.close();
  }

  static Download found(Optional<String> bytes) {
    return Download.of(backup(bytes.isEmpty()), new Bytes(bytes));
  }

  private static Backup backup(boolean damaged) {
    BackupRef ref = BackupRef.parse(TestOperators.REF).orElseThrow();
    return new Backup(
        ref.id(),
        7,
        new Filename("a.tar.gz"),
        ref.extension(),
        new MediaType("text/plain"),
        new ByteSize(5),
        new Sha256(TestOperators.HEX),
        TestOperators.RECEIVED,
        damaged);
  }

  private record Bytes(Optional<String> ascii) implements Download.Content {

    @Override
    public Optional<InputStream> whole() {
      return range(0, Integer.MAX_VALUE);
    }

    @Override
    public Optional<InputStream> range(long offset, long length) {
      return ascii.map(text -> {
        var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        bytes.skip(offset);
        return bytes;
      });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/backups",
        "POST /api/backups",
        "GET " + ONE,
        "POST " + ONE + "/retry",
        "GET " + ONE + "/generate-download-url",
        "GET " + COPY,
        "PUT /api/backups"
      })
  void whoeverIsNotRecognisedGetsTheSameBytes(String call) throws IOException {
    for (Reply reply :
        List.of(
            operators.anonymous(call),
            operators.requestAs("wrong", call),
            operators.anonymous(call, "X-Api-Key: admin", "X-Api-Key: admin"),
            operators.requestAs("x".repeat(2000), call))) {
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET " + OF_SYSTEM,
        "DELETE " + ONE_OF_SYSTEM,
        "GET " + ONE_OF_SYSTEM + "/download"
      })
  void onOneSystemTheRefusalHasTheEnvelope(String call) throws IOException {
    Reply unknown = operators.requestAs("wrong", call);

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body())
        .isEqualTo("{\"code\":401,\"message\":\"invalid token\",\"data\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/backups, 200, 200, 200",
    "POST /api/backups, 403, 409, 409",
    "GET /api/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8, 200, 200, 200",
    "POST /api/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8/retry, 403, 200, 200",
    "GET /api/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8/generate-download-url, 403, 200, 200",
    "HEAD /api/backups/d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c/download, 403, 404, 404",
    "GET /api/systems/NETH-1/backups, 404, 404, 404",
    "DELETE /api/systems/NETH-1/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz, 403, 200, 200",
    "GET /api/systems/NETH-1/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz/download, 403,"
        + " 200, 200",
  })
  void eachRoleMayWhatItIncludes(String call, int reader, int operator, int admin)
      throws IOException {
    assertThat(operators.requestAs("reader", call).status()).isEqualTo(reader);
    assertThat(operators.requestAs("operator", call).status()).isEqualTo(operator);
    assertThat(operators.requestAs("admin", call).status()).isEqualTo(admin);
  }

  @Test
  void aRoleThatIsTooLowIsForbidden() throws IOException {
    assertThat(operators.requestAs("reader", "POST /api/backups").body())
        .isEqualTo("{\"Error\":\"Forbidden\"}");
    assertThat(operators.requestAs("reader", "DELETE " + ONE_OF_SYSTEM).body())
        .isEqualTo("{\"code\":403,\"message\":\"not permitted\",\"data\":null}");
  }

  @Test
  void withoutDataSourcesNoDumpIsStarted() throws IOException {
    Reply reply = operators.request("POST /api/backups");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.body()).isEqualTo("{\"Error\":\"No data source is configured\"}");
  }

  @Test
  void unknownBackupsAndCopiesAreNotFound() throws IOException {
    operators.show = (_, _) -> Optional.empty();
    operators.retry = (_, _) -> new Fleet.NotFound();
    operators.link = (_, _) -> Optional.empty();

    for (String call :
        List.of(
            "GET " + ONE,
            "POST " + ONE + "/retry",
            "GET " + ONE + "/generate-download-url",
            "GET " + COPY,
            "GET /api/backups/d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c",
            "GET /api/backups/x/y")) {
      Reply reply = operators.request(call);
      assertThat(reply.status()).as(call).isEqualTo(404);
      assertThat(reply.body()).isEqualTo("{\"Error\":\"Not Found\"}");
    }
  }

  @Test
  void anInvalidIdIsAWrongValue() throws IOException {
    Reply reply = operators.request("GET /api/backups/latest");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo(
            "{\"Error\":\"Bad Request\",\"Details\":[{\"Field\":\"id\",\"Message\":\"expected: a"
                + " UUID\"}]}");
  }

  @Test
  void anIndexThatIsDownIsNeverA401() throws IOException {
    operators.recognise =
        (_, _) -> {
          throw new StorageUnavailable("down");
        };

    assertThat(operators.request("GET " + ONE).body())
        .isEqualTo("{\"Error\":\"Service Unavailable\"}");
    assertThat(operators.request("GET " + ONE).header("Retry-After")).isEqualTo("5");
    assertThat(operators.request("GET " + OF_SYSTEM).body())
        .isEqualTo("{\"code\":503,\"message\":\"backup storage unavailable\",\"data\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT /api/backups | GET, HEAD, POST",
        "DELETE /api/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8/ | GET, HEAD",
        "GET /api/backups/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8/retry | POST",
        "DELETE /health | GET, HEAD",
      })
  void aWrongMethodIsRefusedWithTheAllowedOnes(String call, String allow) throws IOException {
    Reply reply = operators.request(call);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo(allow);
    assertThat(reply.body()).isEqualTo("{\"Error\":\"Method Not Allowed\"}");
  }

  @Test
  void aRetryIsStartedOrRefusedWithAReason() throws IOException {
    assertThat(operators.request("POST " + ONE + "/retry").body())
        .isEqualTo("{\"Message\":\"Retry started\"}");

    operators.retry = (_, _) -> new Fleet.NotStored();

    Reply reply = operators.request("POST " + ONE + "/retry/");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.body()).isEqualTo("{\"Error\":\"The backup was not stored\"}");
  }

  @Test
  void aCopyIsDownloadedAsAnApplianceDownloads() throws IOException {
    operators.copy =
        (_, id) -> {
          assertThat(id).isEqualTo(UUID.fromString(TestOperators.COPY_ID));
          return Optional.of(found(Optional.of("bytes")));
        };

    Reply whole = operators.request("GET " + COPY);
    Reply part = operators.request("GET " + COPY, "Range: bytes=1-2");
    Reply beyond = operators.request("GET " + COPY, "Range: bytes=9-");

    assertThat(whole.body()).isEqualTo("bytes");
    assertThat(whole.header("Content-Disposition")).isEqualTo("attachment; filename=\"a.tar.gz\"");
    assertThat(whole.header("Repr-Digest")).startsWith("sha-256=:");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("yt");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.body()).isEqualTo("{\"Error\":\"Range Not Satisfiable\"}");
    assertThat(operators.request("GET " + COPY, "If-Match: \"other\"").body())
        .isEqualTo("{\"Error\":\"Precondition Failed\"}");
    assertThat(operators.request("HEAD " + COPY).header("Content-Length")).isEqualTo("5");
    assertThat(operators.request("GET " + COPY, "If-None-Match: " + whole.header("ETag")).status())
        .isEqualTo(304);
  }

  @Test
  void aDamagedCopyIsNeverSent() throws IOException {
    operators.copy = (_, _) -> Optional.of(found(Optional.empty()));

    Reply reply = operators.request("GET " + COPY);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).isEqualTo("{\"Error\":\"The backup is damaged\"}");
  }

  @Test
  void aLinkWorksWithoutAKeyAndIsReadAsItWasWritten() throws IOException {
    var followed = new ArrayList<DownloadLink>();
    operators.follow =
        link -> {
          followed.add(link);
          return new Links.Found(found(Optional.of("bytes")));
        };

    Reply made = operators.request("GET " + ONE + "/generate-download-url");
    Reply part = operators.anonymous("GET " + LINK, "Range: bytes=3-");

    assertThat(made.body()).isEqualTo("{\"Url\":\"http://vault.example" + LINK + "\"}");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("es");
    assertThat(followed).containsExactly(TestOperators.LINK);
  }

  @Test
  void linksLeadToThePublicUrl() throws IOException {
    try (var balanced = TestOperators.reachedAt(URI.create("https://example.org/vault"))) {
      assertThat(balanced.request("GET " + ONE + "/generate-download-url").body())
          .isEqualTo("{\"Url\":\"https://example.org/vault" + LINK + "\"}");
    }
  }

  @Test
  void aLinkOfTheStoreIsHandedOutAsItIs() throws IOException {
    operators.link =
        (_, _) -> Optional.of(new StoreLink(URI.create("https://s3.example.org/a?b=c&d=e")));

    assertThat(operators.request("GET " + ONE + "/generate-download-url").body())
        .isEqualTo("{\"Url\":\"https://s3.example.org/a?b=c&d=e\"}");
  }

  @Test
  void aLinkThatDoesNotWorkIsRefused() throws IOException {
    for (String link : List.of(LINK, LINK.replace("expires", "until"), "/api/downloads/x")) {
      Reply reply = operators.anonymous("GET " + link);
      assertThat(reply.status()).as(link).isEqualTo(403);
      assertThat(reply.body()).isEqualTo("{\"Error\":\"Forbidden\"}");
    }

    operators.follow = _ -> new Links.NotFound();
    assertThat(operators.anonymous("GET " + LINK).status()).isEqualTo(404);
  }

  @Test
  void oneSystemIsListedInTheEnvelope() throws IOException {
    operators.system =
        (_, id) ->
            Optional.of(
                new SystemBackups.Listed(
                    new ManagedSystem(
                        new UUID(2, 2),
                        TestOperators.ORGANIZATION,
                        id,
                        "",
                        SystemState.ACTIVE,
                        ByteSize.ZERO,
                        new ByteSize(9)),
                    List.of(backup(false))));

    assertThat(operators.request("GET " + OF_SYSTEM).body())
        .isEqualTo(
            "{\"code\":200,\"data\":{\"backups\":[{\"id\":\""
                + TestOperators.REF
                + "\",\"filename\":\"a.tar.gz\",\"size\":5,\"sha256\":\""
                + TestOperators.HEX
                + "\",\"mimetype\":\"text/plain\",\"uploaded_at\":\"2025-07-02T10:00:00Z\"}],"
                + "\"quota_used_bytes\":9,\"slots_used\":1}}");
  }

  @Test
  void oneSystemsBackupIsLinkedToAndDeleted() throws IOException {
    assertThat(operators.request("GET " + ONE_OF_SYSTEM + "/download").body())
        .isEqualTo(
            "{\"code\":200,\"data\":{\"download_url\":\"http://vault.example"
                + LINK
                + "\",\"expires_in_seconds\":300}}");
    assertThat(operators.request("DELETE " + ONE_OF_SYSTEM).body())
        .isEqualTo(
            "{\"code\":200,\"data\":{\"system_id\":\"NETH-1\",\"backup_id\":\""
                + TestOperators.REF
                + "\"}}");
  }

  @Test
  void anotherSystemsBackupIsNotFoundUnderThisOne() throws IOException {
    operators.delete = (_, _) -> new DeleteBackup.NotFound();
    String others = "/api/systems/NETH-2/backups/" + TestOperators.REF;

    assertThat(operators.request("GET " + others + "/download").status()).isEqualTo(404);
    assertThat(operators.request("DELETE " + others).body())
        .isEqualTo("{\"code\":404,\"message\":\"backup not found\",\"data\":null}");
    operators.delete = (_, _) -> new DeleteBackup.Protected();
    assertThat(operators.request("DELETE " + ONE_OF_SYSTEM).status()).isEqualTo(409);
    assertThat(operators.request("DELETE " + OF_SYSTEM + "/x").status()).isEqualTo(400);
    assertThat(operators.request("GET " + OF_SYSTEM).body())
        .isEqualTo("{\"code\":404,\"message\":\"system not found\",\"data\":null}");
  }

  @Test
  void healthNeedsNoAuthenticationAndReportsEachPart() throws IOException {
    Reply reply = operators.anonymous("GET /health");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"Version\":\"1.2.3\",\"CommitSHA\":\"abcdef\",\"BuildDate\":\"unknown\",\"Status\":\"UP\",\"Details\":{"
                + "\"Database\":{\"Status\":\"UP\",\"Components\":null},"
                + "\"Drives\":{\"Status\":\"UP\",\"Components\":{\"main\":{\"Status\":\"UP\",\"Components\":null},"
                + "\"away\":{\"Status\":\"UP\",\"Components\":null}}},"
                + "\"DataSources\":{\"Status\":\"UP\",\"Components\":{}}}}");
    assertThat(operators.anonymous("HEAD /health/").status()).isEqualTo(200);
    assertThat(operators.asked).isEmpty();
  }

  @Test
  void haltedRemovalsDoNotAffectTheStatus() throws IOException {
    operators.health =
        () ->
            new Health.Status(
                Health.Part.UP, TestOperators.drives(true, true), new Health.Removals(true, 0));
    Reply reply = operators.anonymous("GET /health");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains("\"Status\":\"UP\",\"Details\":{\"Database\":{\"Status\":\"UP\"")
        .endsWith(
            "\"Removals\":{\"Status\":\"DOWN\",\"Components\":null,\"Reason\":\"wait for coffer retention accept\"}}}");
  }

  @Test
  void aFailureOfThePrimaryDriveOrTheDatabaseIsAnOutage() throws IOException {
    operators.health =
        () ->
            new Health.Status(
                Health.Part.UP, TestOperators.drives(true, false), Health.Removals.CONTINUE);
    Reply further = operators.anonymous("GET /health");
    operators.health =
        () ->
            new Health.Status(
                Health.Part.UP, TestOperators.drives(false, true), Health.Removals.CONTINUE);
    Reply primary = operators.anonymous("GET /health");
    operators.health =
        () ->
            new Health.Status(
                Health.Part.down(Health.Problem.READ_ONLY),
                TestOperators.drives(true, true),
                Health.Removals.CONTINUE);
    Reply index = operators.anonymous("GET /health");

    assertThat(further.status()).isEqualTo(200);
    assertThat(further.body())
        .contains("\"Drives\":{\"Status\":\"DOWN\"")
        .contains("\"away\":{\"Status\":\"DOWN\",\"Components\":null,\"Reason\":\"is full\"}");
    assertThat(primary.status()).isEqualTo(503);
    assertThat(index.status()).isEqualTo(503);
    assertThat(index.body())
        .contains(
            "\"Database\":{\"Status\":\"DOWN\",\"Components\":null,\"Reason\":\"accepts no changes\"}");
  }

  @Test
  void wrongKeysStopReachingTheIndexAndARightOneIsNeverRefused() throws IOException {
    for (int i = 0; i < 100; i++) {
      assertThat(operators.requestAs("wrong " + i, "GET /api/backups").status()).isEqualTo(401);
    }
    int asked = operators.asked.size();

    Reply delayed = operators.requestAs("wrong", "GET /api/backups");

    assertThat(delayed.status()).isEqualTo(429);
    assertThat(delayed.header("Retry-After")).isEqualTo("6");
    assertThat(delayed.body()).isEqualTo("{\"Error\":\"Too Many Requests\"}");
    assertThat(operators.asked).hasSize(asked);
    assertThat(operators.requestAs("admin", "GET /api/backups").status()).isEqualTo(200);
  }
}
