package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.catalog.ListWindow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
  private static final String LIST = "/api/systems/backups";
  private static final String ROW =
      "{\"id\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\","
          + "\"filename\":\"daily-backup-2026-04-12.tar.gz\",\"size\":82944000,"
          + "\"sha256\":\"3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b\","
          + "\"mimetype\":\"application/gzip\",\"uploaded_at\":\"2026-04-12T02:15:00Z\"";

  private final TestAppliance appliance = new TestAppliance();

  @AfterEach
  void close() {
    appliance.close();
  }

  private static ApplianceBackups.Listed listed(List<Backup> backups) {
    return new ApplianceBackups.Listed(backups, 2, OptionalLong.empty());
  }

  /** Returns the window that the vault gets for this query. */
  private ListWindow windowOf(String query) throws IOException {
    var asked = new AtomicReference<ListWindow>();
    appliance.list =
        (_, window) -> {
          asked.set(window);
          return listed(List.of());
        };

    assertThat(appliance.request("GET " + LIST + query).status()).isEqualTo(200);
    return Objects.requireNonNull(asked.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {LIST, LIST + "/", LIST + "?unknown=1&Limit=x"})
  void everyBackupIsListedFieldByFieldInOrder(String path) throws IOException {
    Reply reply = appliance.request("GET " + path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    assertThat(reply.body()).isEqualTo("{\"code\":200,\"data\":{\"backups\":[" + ROW + "}]}}");
  }

  @Test
  void aSystemWithoutBackupsHasAnEmptyList() throws IOException {
    appliance.list = (_, _) -> listed(List.of());

    assertThat(appliance.request("GET " + LIST).body())
        .isEqualTo("{\"code\":200,\"data\":{\"backups\":[]}}");
  }

  @Test
  void onlyADamagedBackupHasAHealthFieldAndItIsTheLastField() throws IOException {
    var damaged =
        TestAppliance.backup(
            82_944_000L, "daily-backup-2026-04-12.tar.gz", "application/gzip", true);
    appliance.list = (_, _) -> listed(List.of(damaged, TestAppliance.BACKUP));

    assertThat(appliance.request("GET " + LIST).body())
        .isEqualTo(
            "{\"code\":200,\"data\":{\"backups\":["
                + ROW
                + ",\"health\":\"damaged\"},"
                + ROW
                + "}]}}");
  }

  @Test
  void aSizeOf64BitsAndAQuotedMediaTypeSurvive() throws IOException {
    var backup = TestAppliance.backup(Long.MAX_VALUE, "a", "text/plain;a=\"b\"", false);
    appliance.list = (_, _) -> listed(List.of(backup));

    assertThat(appliance.request("GET " + LIST).body())
        .contains("\"size\":9223372036854775807,")
        .contains("\"mimetype\":\"text/plain;a=\\\"b\\\"\",");
  }

  @Test
  void theEntityTagIsOfThisSystemAndThisRevision() throws IOException {
    assertThat(appliance.request("GET " + LIST).header("ETag")).isEqualTo("\"NETH-1.17\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"NETH-1.17\"", "W/\"NETH-1.17\"", "\"a\", \"NETH-1.17\"", "*"})
  void anUnchangedListIsNotSentAgain(String condition) throws IOException {
    Reply reply = appliance.request("GET " + LIST, "If-None-Match: " + condition);

    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.header("ETag")).isEqualTo("\"NETH-1.17\"");
    assertThat(reply.headers()).doesNotContainKey("Content-Length");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"NETH-1.16\"", "NETH-1.17", "\"neth-1.17\"", ""})
  void aChangedListIsSent(String condition) throws IOException {
    Reply reply = appliance.request("GET " + LIST, "If-None-Match: " + condition);

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void headIsTheListWithoutItsBody() throws IOException {
    Reply get = appliance.request("GET " + LIST);
    Reply head = appliance.request("HEAD " + LIST);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
  }

  @Test
  void aListingQueriesTheIndexOnce() throws IOException {
    appliance.request("GET " + LIST);
    appliance.request("HEAD " + LIST);

    assertThat(appliance.asked).isEmpty();
  }

  @Test
  void anIndexThatIsDownCausesNeitherAnEmptyListNorA401() throws IOException {
    appliance.list =
        (_, _) -> {
          throw new StorageUnavailable("select on db-7.internal", new java.net.SocketException());
        };

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.body())
        .isEqualTo("{\"code\":503,\"message\":\"backup storage unavailable\",\"data\":null}");
  }

  @Test
  void aSuspendedSystemIsRefusedAsSuspended() throws IOException {
    appliance.list = (_, _) -> new ApplianceBackups.ListRefused(Refusal.SUSPENDED);

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"system suspended\",\"data\":null}");
  }

  @Test
  void aSecretWithoutTheScopeIsForbidden() throws IOException {
    appliance.list = (_, _) -> new ApplianceBackups.ListRefused(Refusal.NOT_PERMITTED);

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"not permitted\",\"data\":null}");
  }

  @Test
  void withoutAQueryEverythingIsRequested() throws IOException {
    assertThat(windowOf("")).isEqualTo(ListWindow.ALL);
    assertThat(windowOf("?latest=false")).isEqualTo(ListWindow.ALL);
  }

  @Test
  void theQueryNarrowsTheList() throws IOException {
    Instant time = Instant.parse("2026-04-12T02:15:00Z");

    assertThat(windowOf("?limit=1000").max()).isEqualTo(1000);
    assertThat(windowOf("?latest=true").max()).isEqualTo(1);
    assertThat(windowOf("?latest=true&limit=5").max()).isEqualTo(1);
    assertThat(windowOf("?since=2026-04-12T02:15:00Z").since()).contains(time);
    assertThat(windowOf("?since=2026-04-12T04:15:00%2B02:00").since()).contains(time);
    assertThat(windowOf("?since=2026-04-12T04:15:00+02:00").since()).contains(time);
    assertThat(windowOf("?until=2026-04-12T02:15:00.5Z").until()).contains(time.plusMillis(500));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit, 1 to 1000",
    "limit=1001, limit, 1 to 1000",
    "limit=, limit, 1 to 1000",
    "limit=ten, limit, 1 to 1000",
    "limit=1&limit=2, limit, 1 to 1000",
    "latest=yes, latest, true or false",
    "since=yesterday, since, a time as in RFC 3339",
    "until=2026-04-12, until, a time as in RFC 3339",
    "cursor=next, cursor, one from a Link header",
    "cursor=%00, cursor, one from a Link header",
  })
  void aWrongValueIsNamedWithWhatWasExpected(String query, String name, String expected)
      throws IOException {
    Reply reply = appliance.request("GET " + LIST + "?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":400,\"message\":\"invalid %s\",\"data\":{\"expected\":\"%s\"}}"
                .formatted(name, expected));
  }

  @Test
  void errorsInTheQueryAreHiddenFromUnrecognisedCallers() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.UNKNOWN);

    assertThat(appliance.request("GET " + LIST + "?limit=0").status()).isEqualTo(401);
  }

  @Test
  void aPageLinksToTheNextOneWithTheSameFilters() throws IOException {
    var pages = new ArrayDeque<>(List.of(OptionalLong.of(7), OptionalLong.empty()));
    List<ListWindow> asked = new ArrayList<>();
    appliance.list =
        (_, window) -> {
          asked.add(window);
          return new ApplianceBackups.Listed(List.of(TestAppliance.BACKUP), 2, pages.remove());
        };

    String query = "?limit=1&since=2026-04-12T04:15:00%2B02:00&other=x";
    String link = appliance.request("GET " + LIST + query).header("Link");
    String next = link.substring(1, link.indexOf('>'));
    Reply last = appliance.request("GET " + LIST + next);

    assertThat(link).endsWith(">; rel=\"next\"");
    assertThat(next).startsWith("?limit=1&since=2026-04-12T04:15:00%2B02:00&cursor=");
    assertThat(asked.getLast().below()).hasValue(7);
    assertThat(asked.getLast().since()).isEqualTo(asked.getFirst().since());
    assertThat(last.headers()).doesNotContainKey("Link");
  }

  @Test
  void theLatestBackupIsOneRowWithoutALink() throws IOException {
    appliance.list =
        (_, _) -> new ApplianceBackups.Listed(List.of(TestAppliance.BACKUP), 2, OptionalLong.of(7));

    assertThat(appliance.request("GET " + LIST + "?latest=true").headers())
        .doesNotContainKey("Link");
    assertThat(appliance.request("GET " + LIST + "?latest=true&limit=5").headers())
        .doesNotContainKey("Link");
  }
}
