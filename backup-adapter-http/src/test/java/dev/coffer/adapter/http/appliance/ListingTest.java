package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.RawClient.Reply;
import dev.coffer.application.port.in.ListBackups;
import dev.coffer.application.port.out.StorageUnavailable;
import dev.coffer.domain.Refusal;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @ParameterizedTest
  @ValueSource(strings = {LIST, LIST + "/", LIST + "?unknown=1&limit=x"})
  void everyBackupIsListedFieldByFieldInOrder(String path) throws IOException {
    Reply reply = appliance.request("GET " + path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    assertThat(reply.body()).isEqualTo("{\"code\":200,\"data\":{\"backups\":[" + ROW + "}]}}");
  }

  @Test
  void noBackupsAreAnEmptyList() throws IOException {
    appliance.list = _ -> new ListBackups.Listed(List.of(), 0);

    assertThat(appliance.request("GET " + LIST).body())
        .isEqualTo("{\"code\":200,\"data\":{\"backups\":[]}}");
  }

  @Test
  void onlyADamagedBackupTellsItsHealthAndTellsItLast() throws IOException {
    var damaged =
        TestAppliance.backup(
            82_944_000L, "daily-backup-2026-04-12.tar.gz", "application/gzip", true);
    appliance.list = _ -> new ListBackups.Listed(List.of(damaged, TestAppliance.BACKUP), 2);

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
    appliance.list = _ -> new ListBackups.Listed(List.of(backup), 2);

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
  void aListingAsksTheIndexOnce() throws IOException {
    appliance.request("GET " + LIST);
    appliance.request("HEAD " + LIST);

    assertThat(appliance.asked).isEmpty();
  }

  @Test
  void anIndexThatIsDownIsNeverAnEmptyListNorAWrongSecret() throws IOException {
    appliance.list =
        _ -> {
          throw new StorageUnavailable("select on db-7.internal", new java.net.SocketException());
        };

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.body())
        .isEqualTo("{\"code\":503,\"message\":\"backup storage unavailable\",\"data\":null}");
  }

  @Test
  void aSuspendedSystemIsToldSo() throws IOException {
    appliance.list = _ -> new ListBackups.Refused(Refusal.SUSPENDED);

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"system suspended\",\"data\":null}");
  }

  @Test
  void aSecretWithoutTheScopeIsToldSo() throws IOException {
    appliance.list = _ -> new ListBackups.Refused(Refusal.NOT_PERMITTED);

    Reply reply = appliance.request("GET " + LIST);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"not permitted\",\"data\":null}");
  }
}
