package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.TooManyDownloads;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.Backup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  private static final String ONE = "/api/systems/backups/" + TestAppliance.ID;
  private static final String ETAG = "\"" + TestAppliance.HEX + "\"";
  private static final String BYTES = "0123456789";

  private final TestAppliance appliance = new TestAppliance();

  /** The streams that were opened and closed, in order. */
  private final BlockingQueue<String> touched = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    appliance.close();
  }

  private void holds(Backup backup, Download.Content content) {
    appliance.fetch = (_, _) -> Optional.of(Download.of(backup, content));
  }

  private void holdsTenBytes() {
    holds(
        backup(false),
        new Download.Content() {
          @Override
          public Optional<InputStream> whole() {
            return opened("whole", BYTES);
          }

          @Override
          public Optional<InputStream> range(long offset, long length) {
            return opened("range", BYTES.substring((int) offset, (int) (offset + length)));
          }
        });
  }

  private Optional<InputStream> opened(String what, String bytes) {
    touched.add(what);
    return Optional.of(
        new ByteArrayInputStream(bytes.getBytes(ISO_8859_1)) {
          @Override
          public void close() {
            touched.add("closed");
          }
        });
  }

  /** Waits, because the last byte of a reply is sent before its source is closed. */
  private void assertTouched(String... events) throws InterruptedException {
    for (String event : events) {
      assertThat(touched.poll(20, TimeUnit.SECONDS)).isEqualTo(event);
    }
    assertThat(touched).isEmpty();
  }

  private static Backup backup(boolean damaged) {
    return TestAppliance.backup(10, "a.tar.gz", "text/html", damaged);
  }

  /** Returns the same stream, or none, for the complete backup and for each part. */
  private record Only(Optional<InputStream> stream) implements Download.Content {
    @Override
    public Optional<InputStream> whole() {
      return stream;
    }

    @Override
    public Optional<InputStream> range(long offset, long length) {
      return stream;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ONE, ONE + "/", ONE + "?a=b"})
  void aDownloadReturnsTheBytesWithHeadersThatKeepBrowsersFromRunningThem(String path)
      throws Exception {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + path, "Accept-Encoding: gzip, br");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(BYTES);
    assertDescribed(reply);
    assertThat(reply.header("Content-Length")).isEqualTo("10");
    assertThat(reply.headers()).doesNotContainKeys("Content-Encoding", "Content-Range", "Server");
    assertTouched("whole", "closed");
  }

  private static void assertDescribed(Reply reply) {
    assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Content-Disposition")).isEqualTo("attachment; filename=\"a.tar.gz\"");
    assertThat(reply.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(reply.header("ETag")).isEqualTo(ETAG);
    assertThat(reply.header("Repr-Digest")).isEqualTo(TestAppliance.REPR_DIGEST);
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A: b", "Range: bytes=1-2", "Range: bytes=99-"})
  void headDescribesTheCompleteBackupWithoutUsingADrive(String header) throws IOException {
    holdsTenBytes();

    Reply reply = appliance.request("HEAD " + ONE, header);

    assertThat(reply.status()).isEqualTo(200);
    assertDescribed(reply);
    assertThat(reply.header("Content-Length")).isEqualTo("10");
    assertThat(touched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "W/" + ETAG, "\"a\", \"b\"", ""})
  void aBackupThatDoesNotMatchIfMatchIsNotSent(String condition) throws IOException {
    holdsTenBytes();

    for (String more : List.of("X-A: b", "Range: bytes=1-2", "If-None-Match: " + ETAG)) {
      Reply reply = appliance.request("GET " + ONE, "If-Match: " + condition, more);

      assertFailed(reply, 412, "precondition failed");
      assertThat(reply.headers()).doesNotContainKeys("ETag", "Repr-Digest", "Accept-Ranges");
      assertThat(appliance.request("HEAD " + ONE, "If-Match: " + condition, more).status())
          .isEqualTo(412);
    }
    assertThat(touched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ETAG, "\"a\", " + ETAG, "*"})
  void aBackupThatMatchesIfMatchIsSent(String condition) throws IOException {
    holdsTenBytes();

    Reply whole = appliance.request("GET " + ONE, "If-Match: " + condition);
    Reply part = appliance.request("GET " + ONE, "If-Match: " + condition, "Range: bytes=1-2");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(strings = {ETAG, "W/" + ETAG, "\"a\", " + ETAG, "*"})
  void anUnchangedBackupIsNotSentAgain(String condition) throws IOException {
    holdsTenBytes();

    for (String method : List.of("GET ", "HEAD ")) {
      Reply reply =
          appliance.request(method + ONE, "If-None-Match: " + condition, "Range: bytes=1-2");

      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.header("ETag")).isEqualTo(ETAG);
    }
    assertThat(touched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0-0",
    "bytes=2-4,2-4",
    "bytes=5-,5-9",
    "bytes=5-99999999999,5-9",
    "bytes=5-9223372036854775807,5-9",
    "bytes=5-99999999999999999999,5-9",
    "bytes=00000000000000000005-,5-9",
    "bytes=-3,7-9",
    "BYTES=2-4,2-4",
    "bytes= 2-4,2-4"
  })
  void aSingleRangeIsThatPart(String range, String sent) throws Exception {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + ONE, "Range: " + range);

    int first = sent.charAt(0) - '0';
    int last = sent.charAt(2) - '0';
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes " + sent + "/10");
    assertThat(reply.body()).isEqualTo(BYTES.substring(first, last + 1));
    assertDescribed(reply);
    assertTouched("range", "closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-",
        "bytes=0-9",
        "bytes=-10",
        "bytes=-9999",
        "bytes=-99999999999999999999"
      })
  void aRangeOfEverythingIsVerifiedAsTheWhole(String range) throws Exception {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + ONE, "Range: " + range);

    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes 0-9/10");
    assertThat(reply.body()).isEqualTo(BYTES);
    assertTouched("whole", "closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,3-4", "bytes=4-2", "bytes=-", "bytes=a-b", "lines=1-2", ""})
  void severalOrInvalidRangesReturnTheCompleteBackup(String range) throws IOException {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + ONE, "Range: " + range);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10-",
        "bytes=10-20",
        "bytes=-0",
        "bytes=1000000000000000000-",
        "bytes=9223372036854775807-",
        "bytes=9223372036854775808-",
        "bytes=99999999999999999999-99999999999999999999"
      })
  void aRangeBeyondTheEndIsRefused(String range) throws IOException {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + ONE, "Range: " + range);

    assertFailed(reply, 416, "range not satisfiable");
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */10");
    assertThat(touched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ETAG + "|206",
        "\"other\"|200",
        "W/" + ETAG + "|200",
        "Sun, 12 Apr 2026 02:15:00 GMT|200"
      })
  void aRangeCountsOnlyForTheBytesTheClientMeant(String condition, int status) throws IOException {
    holdsTenBytes();

    Reply reply = appliance.request("GET " + ONE, "Range: bytes=1-2", "If-Range: " + condition);

    assertThat(reply.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A: b", "Range: bytes=1-2", "Range: bytes=0-"})
  void aBackupWithoutAnIntactCopyIsReportedAsDamaged(String header) throws IOException {
    holds(backup(true), new Only(Optional.empty()));

    Reply reply = appliance.request("GET " + ONE, header);

    assertFailed(reply, 500, "backup damaged");
    assertThat(reply.headers())
        .doesNotContainKeys("ETag", "Repr-Digest", "Accept-Ranges", "Content-Range");
    assertThat(appliance.request("HEAD " + ONE, header).status()).isEqualTo(500);
  }

  @Test
  void aDriveThatIsDownIsReportedWithRetryAfter() throws IOException {
    assertDelayed(new StorageUnavailable("drive"), 503, "backup storage unavailable");
  }

  @Test
  void aTenantThatHasItsShareOfDownloadsIsDelayedInItsOwnName() throws IOException {
    assertDelayed(new TooManyDownloads("share"), 429, "too many downloads at once");
  }

  private void assertDelayed(RuntimeException failure, int status, String message)
      throws IOException {
    holds(
        backup(false),
        new Download.Content() {
          @Override
          public Optional<InputStream> whole() {
            throw failure;
          }

          @Override
          public Optional<InputStream> range(long offset, long length) {
            throw failure;
          }
        });

    for (String header : List.of("X-A: b", "Range: bytes=1-2")) {
      Reply reply = appliance.request("GET " + ONE, header);

      assertFailed(reply, status, message);
      assertThat(reply.header("Retry-After")).isEqualTo("5");
    }
  }

  @Test
  void damageFoundDuringADownloadClosesTheConnectionBeforeTheEnd() throws IOException {
    Backup large = TestAppliance.backup(300_000, "a.tar.gz", "text/html", false);
    holds(large, new Only(Optional.of(damagedAfter(200_000))));

    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head("GET " + ONE));

      assertThat(client.head().header("Content-Length")).isEqualTo("300000");
      assertThat(client.rest().length()).isBetween(1, 200_000);
    }
  }

  private static InputStream damagedAfter(int bytes) {
    return new InputStream() {
      private int left = bytes;

      @Override
      public int read() {
        if (left == 0) {
          throw new StorageCorrupt("the bytes do not match their SHA-256");
        }
        left--;
        return 'x';
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        buffer[offset] = (byte) read();
        int more = Math.min(left, length - 1);
        left -= more;
        return more + 1;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.exe",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b.tar.gz",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz%00"
      })
  void whatIsNoIdIsRefused(String id) throws IOException {
    for (String method : List.of("GET", "DELETE")) {
      Reply reply = appliance.request(method + " /api/systems/backups/" + id);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body())
          .isEqualTo(
              "{\"code\":400,\"message\":\"invalid backup id\",\"data\":{\"expected\":"
                  + "\"an id as the list shows it, with its extension:"
                  + " 01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\"}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TestAppliance.ID,
        "01934FAB-BC33-7890-A1B2-C3D4E5F6A7B8.tar.gz",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.TAR.GZ",
        "01934fab-bc33-4890-a1b2-c3d4e5f6a7b8.tar.gz",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin"
      })
  void foreignAndUnknownIdsAnswerTheSameBytes(String id) throws IOException {
    for (String method : List.of("GET", "DELETE")) {
      Reply reply = appliance.request(method + " /api/systems/backups/" + id);

      assertFailed(reply, 404, "backup not found");
      assertThat(reply.headers().keySet())
          .containsExactlyInAnyOrder(
              "Cache-Control",
              "Connection",
              "Content-Length",
              "Content-Security-Policy",
              "Content-Type",
              "Cross-Origin-Resource-Policy",
              "Date",
              "X-Content-Type-Options",
              "X-Request-Id");
    }
  }

  @Test
  void aDeletedBackupIsNamed() throws IOException {
    appliance.delete = (_, _) -> new DeleteBackup.Deleted();

    Reply reply = appliance.request("DELETE " + ONE);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":200,\"message\":\"backup deleted\",\"data\":{\"id\":\"%s\"}}",
            TestAppliance.ID);
  }

  @Test
  void aProtectedBackupStays() throws IOException {
    appliance.delete = (_, _) -> new DeleteBackup.Protected();

    assertFailed(appliance.request("DELETE " + ONE), 409, "backup is protected");
  }

  private static void assertFailed(Reply reply, int status, String message) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body())
        .isEqualTo("{\"code\":%d,\"message\":\"%s\",\"data\":null}", status, message);
  }
}
