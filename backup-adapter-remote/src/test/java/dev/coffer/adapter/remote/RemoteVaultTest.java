package dev.coffer.adapter.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.VaultUrl;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.download.Download;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteVaultTest {

  private static final Authority ANYBODY = Authority.atCommandLine("anybody");
  private static final String ID = "01a20129-ae65-7046-8342-4bb9fb62f15a";
  private static final String COPY = "b4c3f1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1b";
  private static final String OTHER_COPY = "d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c";
  private static final String DIGEST =
      "6ddf9e4f40a00c9c803fc850c98175fc269762f22bc2d0e4112b65ec1efba16a";

  private static final String BACKUP =
      """
      {"Id":"%s","Status":"failed","Label":"Desk","DumpPath":null,"CreatedAt":"2026-11-22T10:00:00Z",\
      "UpdatedAt":"2026-11-22T10:05:00Z","DriveFiles":[\
      {"Id":"%s","BackupId":"%s","Provider":"local","Label":"x.tar.gz","Path":"o/k/x.tar.gz","Status":"finished",\
      "CreatedAt":"2026-11-22T10:00:00Z","UpdatedAt":"2026-11-22T10:01:00Z","Drive":"main","Attempts":1,\
      "LastError":null,"VerifiedAt":"2026-11-22T10:01:00Z","Later":{"Unknown":1}},\
      {"Id":"%s","BackupId":"%s","Provider":"s3","Label":"x.tar.gz","Path":null,"Status":"failed",\
      "CreatedAt":"2026-11-22T10:00:00Z","UpdatedAt":"2026-11-22T10:05:00Z","Drive":"cellar","Attempts":3,\
      "LastError":"away","VerifiedAt":null}],\
      "System":"NETH-1","Organization":"default","Number":12,"Filename":"b.tar.gz","MediaType":"application/gzip",\
      "Size":49,"Sha256":"%s","Damaged":false,"Failure":null}\
      """
          .formatted(ID, COPY, ID, OTHER_COPY, ID, DIGEST);

  private final AnsweringServer server = new AnsweringServer();
  private final RemoteVault vault = new RemoteVault(server.config());

  @AfterEach
  void close() {
    vault.close();
    server.close();
  }

  private static Fleet.Query everything(int max) {
    return new Fleet.Query(FleetFilter.ALL, FleetOrder.NEWEST_FIRST, Optional.empty(), max);
  }

  private static BackupId id() {
    return new BackupId(UUID.fromString(ID));
  }

  @Test
  void aBackupIsReadAsItIs() {
    server.answers("GET /api/backups/" + ID, 200, BACKUP);

    FleetBackup backup = vault.show(ANYBODY, id()).orElseThrow();

    assertThat(backup.ref()).hasToString(ID + ".tar.gz");
    assertThat(backup.status()).isEqualTo(BackupStatus.FAILED);
    assertThat(backup.state()).isEqualTo(BackupState.AVAILABLE);
    assertThat(backup.systemId()).isEqualTo(new SystemId("NETH-1"));
    assertThat(backup.size()).contains(new ByteSize(49));
    assertThat(backup.changedAt()).isEqualTo(Instant.parse("2026-11-22T10:05:00Z"));
    assertThat(backup.copies()).hasSize(2);
    assertThat(backup.copies().getLast().drive()).isEqualTo("cellar");
    assertThat(backup.copies().getLast().copy().lastError()).contains("away");
    assertThat(server.asked().getFirst()).endsWith(" ck1_key");
  }

  @Test
  void anUploadThatFailedHasNoDigest() {
    server.answers(
        "GET /api/backups/" + ID,
        200,
        BACKUP
            .replace("\"" + DIGEST + "\"", "null")
            .replace("\"Size\":49", "\"Size\":null")
            .replace("\"Failure\":null", "\"Failure\":\"cut off\""));

    FleetBackup backup = vault.show(ANYBODY, id()).orElseThrow();

    assertThat(backup.state()).isEqualTo(BackupState.FAILED);
    assertThat(backup.failure()).contains("cut off");
    assertThat(vault.backup(ANYBODY, id())).isEmpty();
  }

  @Test
  void aListIsContinuedWhereTheVaultSays() {
    server.answers(
        "GET /api/backups",
        200,
        "{\"Results\":[" + BACKUP + "]}",
        Map.of("Link", "<?limit=1&cursor=abc>; rel=\"next\""));

    Fleet.Page page = vault.page(ANYBODY, everything(1));
    vault.page(ANYBODY, everything(1).after(page.next().orElseThrow()));

    assertThat(page.backups()).hasSize(1);
    assertThat(server.asked())
        .element(0)
        .asString()
        .startsWith("GET /api/backups?limit=1&order=desc&Include=");
    assertThat(server.asked()).element(1).isEqualTo("GET /api/backups?limit=1&cursor=abc ck1_key");
  }

  @Test
  void thePathOfAProxyIsKeptOnEachPage() {
    server.answers(
        "GET /coffer/api/backups",
        200,
        "{\"Results\":[" + BACKUP + "]}",
        Map.of("Link", "<?limit=1&cursor=abc>; rel=\"next\""));
    var config =
        new RemoteConfig(
            VaultUrl.parse(server.url() + "/coffer/"),
            new Secret("ck1_key"),
            Optional.empty(),
            Duration.ofSeconds(5));

    try (var behind = new RemoteVault(config)) {
      Fleet.Page page = behind.page(ANYBODY, everything(1));
      behind.page(ANYBODY, everything(1).after(page.next().orElseThrow()));
    }

    assertThat(server.asked())
        .hasSize(2)
        .last()
        .isEqualTo("GET /coffer/api/backups?limit=1&cursor=abc ck1_key");
  }

  @Test
  void aListThatPointsElsewhereIsNotFollowed() {
    server.answers(
        "GET /api/backups",
        200,
        "{\"Results\":[" + BACKUP + "]}",
        Map.of("Link", "<https://elsewhere.example/api/backups?limit=1>; rel=\"next\""));

    assertThat(vault.page(ANYBODY, everything(1)).next()).isEmpty();
  }

  @Test
  void everyFilterIsAskedFor() {
    server.answers("GET /api/backups", 200, "{\"Results\":[]}");
    var filter =
        new FleetFilter(
            Optional.of(BackupStatus.FAILED),
            Optional.of("Front & desk"),
            Optional.of(new SystemId("NETH-1")),
            Optional.of("Acme"),
            Optional.of("s3"),
            Optional.of(Instant.parse("2026-11-21T00:00:00Z")),
            Optional.of(Instant.parse("2026-11-22T23:59:59Z")));

    vault.page(ANYBODY, new Fleet.Query(filter, FleetOrder.OLDEST_FIRST, Optional.empty(), 5000));

    assertThat(server.asked().getFirst())
        .startsWith(
            "GET /api/backups?limit=1000&order=asc&status=failed&label=Front+%26+desk&system=NETH-1"
                + "&organization=Acme&provider=s3&since=2026-11-21T00%3A00%3A00Z&until=2026-11-22T23%3A59%3A59Z&");
  }

  @Test
  void theBytesComeFromTheFirstIntactCopyThatOpens() throws IOException {
    server.answers("GET /api/backups/" + ID, 200, BACKUP.replace("\"failed\"", "\"finished\""));
    server.answers("GET /api/backups/" + COPY + "/download", 500, "{\"Error\":\"damaged\"}");
    server.answers("GET /api/backups/" + OTHER_COPY + "/download", 200, "the bytes");

    Download found = vault.backup(ANYBODY, id()).orElseThrow();

    assertThat(found.extension()).isEqualTo(BackupExtension.TAR_GZ);
    assertThat(found.sha256().hex()).isEqualTo(DIGEST);
    try (var bytes = found.content().whole().orElseThrow()) {
      assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("the bytes");
    }
  }

  @Test
  void aPartIsAskedForAsARange() throws IOException {
    server.answers("GET /api/backups/" + ID, 200, BACKUP);
    server.answers("GET /api/backups/" + COPY + "/download", 206, "part");
    Download found = vault.backup(ANYBODY, id()).orElseThrow();

    try (var bytes = found.content().range(4, 4).orElseThrow()) {
      assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("part");
    }
    assertThat(found.content().whole()).isEmpty();
  }

  @Test
  void aCopyThatIsAwayIsNotADamagedOne() {
    server.answers("GET /api/backups/" + ID, 200, BACKUP);
    server.answers("GET /api/backups/" + COPY + "/download", 503, "");

    Download found = vault.backup(ANYBODY, id()).orElseThrow();

    assertThatThrownBy(() -> found.content().whole()).isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void oneCopyIsKnownByItsHeaders() {
    server.answers(
        "HEAD /api/backups/" + COPY + "/download",
        200,
        "",
        Map.of(
            "ETag", "\"" + DIGEST + "\"",
            "Content-Length", "49",
            "Content-Disposition", "attachment; filename=\"b.gpg\""));

    Download found = vault.copy(ANYBODY, UUID.fromString(COPY)).orElseThrow();

    assertThat(found.extension()).isEqualTo(BackupExtension.GPG);
    assertThat(found.size()).isEqualTo(new ByteSize(49));
    assertThat(found.sha256().hex()).isEqualTo(DIGEST);
  }

  @Test
  void whatIsNotThereIsNoFailure() {
    assertThat(vault.show(ANYBODY, id())).isEmpty();
    assertThat(vault.retry(ANYBODY, id())).isInstanceOf(Fleet.NotFound.class);
    assertThat(vault.copy(ANYBODY, UUID.fromString(COPY))).isEmpty();
  }

  @Test
  void aRetryTellsHowManyHadFailed() {
    server.answers("GET /api/backups/" + ID, 200, BACKUP);
    server.answers("POST /api/backups/" + ID + "/retry", 200, "{\"Message\":\"Retry started\"}");

    assertThat(vault.retry(ANYBODY, id())).isEqualTo(new Fleet.Retried(1));

    server.answers("POST /api/backups/" + ID + "/retry", 409, "{}");
    assertThat(vault.retry(ANYBODY, id())).isInstanceOf(Fleet.NotStored.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | refused the request: {\"Error\":\"Bad Request\"}",
        "401 | does not accept the API key",
        "403 | with role operator or admin",
        "500 | failed with an internal error",
        "418 | is not a vault: it answered with status 418",
        "302 | is not a vault: it answered with status 302",
        "200 | is not a vault",
      })
  void eachRefusalIsOneSentence(int status, String sentence) {
    server.answers("GET /api/backups", status, "{\"Error\":\"Bad Request\"}");

    assertThatThrownBy(() -> vault.page(ANYBODY, everything(1)))
        .isInstanceOf(RemoteRefused.class)
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain("\n")
        .doesNotContain("ck1_key");
  }

  @Test
  void aVaultThatIsDownIsWorthAnotherTry() {
    server.answers("GET /api/backups", 503, "");

    assertThatThrownBy(() -> vault.page(ANYBODY, everything(1)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("is temporarily unavailable");
  }

  @Test
  void nobodyThereIsSaidInOneSentence() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThatThrownBy(() -> list("http://127.0.0.1:" + free))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("connection refused");
    assertThatThrownBy(() -> list("http://no-such-host.invalid"))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("no such host");
  }

  @Test
  void plainHttpIsNoTls() throws IOException {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refusePlainly(plain));

      assertThatThrownBy(() -> list("https://127.0.0.1:" + plain.getLocalPort()))
          .isInstanceOf(RemoteRefused.class)
          .hasMessageContaining("does not support TLS");
    }
  }

  /** As servers do that meet a TLS hello where they expect a request. */
  private static void refusePlainly(ServerSocket server) {
    try (var socket = server.accept()) {
      socket.getInputStream().read();
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoAcceptsAndNeverAnswersIsGivenUp() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();

      assertThatThrownBy(() -> list(url))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  private static void list(String url) {
    var config =
        new RemoteConfig(
            VaultUrl.parse(url), new Secret("ck1_key"), Optional.empty(), Duration.ofMillis(500));
    try (var elsewhere = new RemoteVault(config)) {
      elsewhere.page(ANYBODY, everything(1));
    }
  }
}
