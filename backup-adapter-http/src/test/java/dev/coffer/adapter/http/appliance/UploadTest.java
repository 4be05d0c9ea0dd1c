package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.ApplianceBackups.StoreCommand;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
  private static final String LENGTH_REQUIRED =
      "{\"code\":411,\"message\":\"Content-Length required\",\"data\":{\"expected\":"
          + "\"a body of known length: write it to a file first, then curl -T FILE -X POST\"}}";
  private static final String POST = "POST /api/systems/backups";
  private static final String STORED =
      "{\"code\":201,\"message\":\"backup stored\",\"data\":"
          + "{\"id\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\","
          + "\"filename\":\"daily-backup-2026-04-12.tar.gz\",\"size\":82944000,"
          + "\"sha256\":\"3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b\","
          + "\"mimetype\":\"application/gzip\",\"uploaded_at\":\"2026-04-12T02:15:00Z\"}}";
  private static final String OTHER_DIGEST =
      "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

  /** The commands and the body that was read for each, or how reading it failed. */
  private final BlockingQueue<StoreCommand> commands = new ArrayBlockingQueue<>(100);

  private final BlockingQueue<Object> bodies = new ArrayBlockingQueue<>(100);
  private final TestAppliance appliance = new TestAppliance();

  UploadTest() {
    appliance.store =
        (command, body) -> {
          commands.add(command);
          return read(body);
        };
  }

  private ApplianceBackups.StoreResult read(ApplianceBackups.Body body) {
    try (InputStream bytes = body.open()) {
      bodies.add(new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1));
      return new ApplianceBackups.Stored(TestAppliance.BACKUP);
    } catch (IOException e) {
      bodies.add(e);
      return new UploadRefusal.LengthMismatch();
    }
  }

  @AfterEach
  void close() {
    appliance.close();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void theReceiptHasEveryFieldInOrder() throws IOException {
    Reply reply = appliance.upload("the bytes");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body()).isEqualTo(STORED);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Location")).isEqualTo("/api/systems/backups/" + TestAppliance.ID);
    assertThat(reply.header("ETag")).isEqualTo("\"" + TestAppliance.HEX + "\"");
    assertThat(reply.header("Repr-Digest")).isEqualTo(TestAppliance.REPR_DIGEST);
    assertThat(bodies).containsExactly("the bytes");
  }

  @Test
  void everyHeaderOfTheContractIsPassedOn() throws IOException {
    appliance.upload(
        "1234",
        "X-Filename: /var/backups/a b.tar.gz",
        "Content-Type: application/gzip",
        "Repr-Digest: " + TestAppliance.REPR_DIGEST,
        "Idempotency-Key: key-1");

    assertThat(commands)
        .containsExactly(
            new StoreCommand(
                TestAppliance.CALLER,
                Optional.of("/var/backups/a b.tar.gz"),
                new MediaType("application/gzip"),
                new ByteSize(4),
                Optional.of(new Sha256(TestAppliance.HEX)),
                Optional.of(new IdempotencyKey("key-1"))));
  }

  @Test
  void everyHeaderOfTheContractMayBeMissing() throws IOException {
    appliance.upload("1");

    assertThat(commands)
        .containsExactly(
            new StoreCommand(
                TestAppliance.CALLER,
                Optional.empty(),
                MediaType.OCTET_STREAM,
                new ByteSize(1),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void curlsDefaultContentTypeIsIgnored() throws Exception {
    appliance.upload("1", "Content-Type: application/x-www-form-urlencoded");
    appliance.upload("1", "Content-Type: no media type, surely");

    assertThat(next(commands).mediaType()).isEqualTo(MediaType.OCTET_STREAM);
    assertThat(next(commands).mediaType()).isEqualTo(MediaType.OCTET_STREAM);
  }

  @Test
  void eachByteOfAFilenameBecomesOneCharacter() throws Exception {
    Reply reply = appliance.upload("1", "X-Filename: caf\u00c3\u00a9.gpg");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(next(commands).filenameClaim().orElseThrow()).matches("caf[^a-z]{2}\\.gpg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Digest: " + TestAppliance.REPR_DIGEST,
        "Repr-Digest: " + TestAppliance.REPR_DIGEST,
        "Repr-Digest: md5=:AAAA:, " + TestAppliance.REPR_DIGEST + ";q=1, sha-512=:AAAA:",
        "Repr-Digest: md5=:AAAA:\r\nRepr-Digest: " + TestAppliance.REPR_DIGEST,
        "Repr-Digest: " + OTHER_DIGEST + ", " + TestAppliance.REPR_DIGEST,
        "Repr-Digest: "
            + TestAppliance.REPR_DIGEST
            + "\r\nContent-Digest: "
            + TestAppliance.REPR_DIGEST,
      })
  void aDigestIsReadFromEitherField(String headers) throws Exception {
    assertThat(appliance.upload("1", headers.split("\r\n")).status()).isEqualTo(201);
    assertThat(next(commands).digest()).contains(new Sha256(TestAppliance.HEX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5=:AAAA:", "sha-512=:AAAA:, unixsum=:AAAA:", "sha-2567=1", "x"})
  void aDigestOfAnotherAlgorithmIsIgnored(String value) throws Exception {
    assertThat(appliance.upload("1", "Repr-Digest: " + value).status()).isEqualTo(201);
    assertThat(next(commands).digest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha-256",
        "sha-256=",
        "sha-256=::",
        "sha-256=:AAAA:",
        "sha-256=OnvT4jYKPSnupDb8+35ExzXRF8QtHBg1QgtrmULdTxs=",
        "sha-256=:OnvT4jYKPSnupDb8-35ExzXRF8QtHBg1QgtrmULdTxs=:",
        "SHA-256=:OnvT4jYKPSnupDb8+35ExzXRF8QtHBg1QgtrmULdTxs=:",
        "sha-256=3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"
      })
  void aMalformedDigestIsRefusedBeforeTheBody(String value) throws IOException {
    assertRefused(appliance.upload("1", "Repr-Digest: " + value), 400, "invalid Repr-Digest");
    assertRefused(appliance.upload("1", "Content-Digest: " + value), 400, "invalid Content-Digest");
    assertThat(commands).isEmpty();
  }

  @Test
  void twoDifferentDigestsAreAMismatch() throws IOException {
    Reply reply =
        appliance.upload(
            "1", "Repr-Digest: " + TestAppliance.REPR_DIGEST, "Content-Digest: " + OTHER_DIGEST);

    assertRefused(reply, 400, "digest mismatch");
    assertThat(commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key:",
        "Idempotency-Key: a b",
        "Idempotency-Key: a\u00e9",
        "Idempotency-Key: a\r\nIdempotency-Key: b"
      })
  void aMalformedIdempotencyKeyIsRefused(String headers) throws IOException {
    assertRefused(appliance.upload("1", headers.split("\r\n")), 400, "invalid Idempotency-Key");
    assertRefused(
        appliance.upload("1", "Idempotency-Key: " + "x".repeat(256)),
        400,
        "invalid Idempotency-Key");
    assertThat(commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "identity, gzip", "identity;q=1", "", "identity\r\nContent-Encoding: br"})
  void anyContentEncodingButIdentityIsRefused(String encoding) throws IOException {
    Reply reply = appliance.upload("1", "Content-Encoding: " + encoding);

    assertRefused(reply, 415, "Content-Encoding not supported");
    assertThat(commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity", "identity\r\nContent-Encoding: identity"})
  void contentThatIsSaidNotToBeEncodedIsAccepted(String encoding) throws IOException {
    Reply reply = appliance.upload("1", ("Content-Encoding: " + encoding).split("\r\n"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(commands).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=------------------------d74496d66958873e",
        "Multipart/Form-Data",
      })
  void aFormAroundTheFileIsRefusedWithTheRightCommand(String type) throws IOException {
    Reply reply = appliance.upload("1", "Content-Type: " + type);

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":415,\"message\":\"send the file itself\",\"data\":{\"expected\":\""
                + TestAppliance.UPLOAD_COMMAND
                + "\"}}");
    assertThat(commands).isEmpty();
  }

  @Test
  void anEmptyBackupIsRefused() throws IOException {
    assertRefused(appliance.upload(""), 400, "empty backup");
    assertThat(commands).isEmpty();
  }

  @Test
  void anUploadWithoutALengthIsRefusedBeforeAnybodyIsRecognised() throws IOException {
    assertThat(appliance.request(POST).body()).isEqualTo(LENGTH_REQUIRED);
    assertThat(appliance.request(POST, "Transfer-Encoding: chunked").body())
        .isEqualTo(LENGTH_REQUIRED);
    assertRefused(appliance.request(POST, "Content-Length: 1x"), 400, "invalid Content-Length");
    assertThat(appliance.asked).isEmpty();
  }

  @Test
  void theCallerIsCheckedBeforeTheHeadersOfTheUpload() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.NOT_PERMITTED);

    assertRefused(
        appliance.upload("", "Content-Encoding: gzip", "Repr-Digest: sha-256=x"),
        403,
        "not permitted");
  }

  @Test
  void theEncodingIsCheckedBeforeTheRest() throws IOException {
    assertRefused(
        appliance.upload("", "Content-Encoding: gzip", "Repr-Digest: sha-256=x"),
        415,
        "Content-Encoding not supported");
  }

  @Test
  void aReplayDiffersOnlyInItsStatusAndRepeatsTheFirstBody() throws IOException {
    appliance.store = (_, _) -> new ApplianceBackups.Replayed(damaged());

    Reply reply = appliance.upload("1");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(STORED);
    assertThat(reply.header("Location")).isEqualTo("/api/systems/backups/" + TestAppliance.ID);
  }

  private static dev.coffer.domain.backup.Backup damaged() {
    return TestAppliance.backup(
        82_944_000L, "daily-backup-2026-04-12.tar.gz", "application/gzip", true);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(new UploadRefusal.KeyReused(), 422, "idempotency key reused", "null"),
        Arguments.of(
            new UploadRefusal.TooLarge(new ByteSize(2147483648L)),
            413,
            "backup exceeds max upload size",
            "{\"max_bytes\":2147483648}"),
        Arguments.of(
            new UploadRefusal.RateExceeded(Duration.ofMillis(41_001)),
            429,
            "upload rate limit exceeded",
            "{\"retry_after_seconds\":42}"),
        Arguments.of(new UploadRefusal.TooManyAtOnce(), 429, "too many uploads at once", "null"),
        Arguments.of(
            new UploadRefusal.QuotaExceeded(), 413, "organization backup quota exceeded", "null"),
        Arguments.of(
            new UploadRefusal.NoRoom(), 507, "no room without removing protected backups", "null"),
        Arguments.of(
            new UploadRefusal.NoRoomNow(), 507, "no room for this organization now", "null"),
        Arguments.of(new UploadRefusal.LengthMismatch(), 400, "upload length mismatch", "null"),
        Arguments.of(new UploadRefusal.DigestMismatch(), 400, "digest mismatch", "null"),
        Arguments.of(new UploadRefusal.Refused(Refusal.UNKNOWN), 401, "invalid token", "{}"),
        Arguments.of(new UploadRefusal.Refused(Refusal.SUSPENDED), 403, "system suspended", "null"),
        Arguments.of(
            new UploadRefusal.Refused(Refusal.NOT_PERMITTED), 403, "not permitted", "null"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachResultOfTheVaultHasItsReply(
      ApplianceBackups.StoreResult result, int status, String message, String data)
      throws IOException {
    appliance.store = (_, _) -> result;

    Reply reply = appliance.upload("1");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body())
        .isEqualTo("{\"code\":%d,\"message\":\"%s\",\"data\":%s}", status, message, data);
    assertThat(reply.headers()).doesNotContainKeys("Location", "ETag", "Repr-Digest");
  }

  @Test
  void anUploadInProgressIsReportedWithRetryAfter() throws IOException {
    appliance.store = (_, _) -> new UploadRefusal.InProgress(Duration.ofMillis(2_500));

    Reply reply = appliance.upload("1");

    assertRefused(reply, 409, "upload in progress");
    assertThat(reply.header("Retry-After")).isEqualTo("3");
  }

  @Test
  void aFullDriveIsReportedWithRetryAfter() throws IOException {
    appliance.store =
        (_, _) -> {
          throw new StorageFull("/srv/drive-1");
        };

    Reply reply = appliance.upload("1");

    assertRefused(reply, 507, "drive full");
    assertThat(reply.header("Retry-After")).isEqualTo("300");
  }

  @Test
  void aDriveThatIsDownIsReportedWithRetryAfter() throws IOException {
    appliance.store =
        (_, _) -> {
          throw new StorageUnavailable("/srv/drive-1", new java.net.SocketException());
        };

    Reply reply = appliance.upload("1");

    assertRefused(reply, 503, "backup storage unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void corruptStorageIsAServerErrorWithoutDetails() throws IOException {
    appliance.store =
        (_, _) -> {
          throw new StorageCorrupt("/srv/drive-1: not a coffer drive");
        };

    Reply reply = appliance.upload("1");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":500,\"message\":\"internal error\",\"data\":{\"request_id\":\"%s\"}}",
            reply.header("X-Request-Id"));
  }

  @Test
  void aSenderGetsContinueOnlyAfterItWasAccepted() throws IOException {
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Expect: 100-continue", "Content-Length: 4"));
      assertThat(client.head().status()).isEqualTo(100);

      assertThat(client.sendRaw("1234").reply().status()).isEqualTo(201);
      assertThat(bodies).containsExactly("1234");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Encoding: gzip", "Repr-Digest: sha-256=x", "X-A: b"})
  void aRefusedSenderNeverGetsContinue(String header) throws IOException {
    appliance.store = (_, _) -> new UploadRefusal.QuotaExceeded();
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Expect: 100-continue", "Content-Length: 4", header));

      Reply reply = client.reply();
      assertThat(reply.status()).isBetween(400, 499);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.restAfterHangingUp()).isEmpty();
    }
  }

  @Test
  void anUnrecognisedSenderNeverGetsContinue() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.UNKNOWN);
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Expect: 100-continue", "Content-Length: 4"));

      assertThat(client.reply().status()).isEqualTo(401);
      assertThat(client.restAfterHangingUp()).isEmpty();
      assertThat(commands).isEmpty();
    }
  }

  @Test
  void aSenderThatHalfClosesInTheBodyCausesAnIoExceptionAndReadsTheReply() throws Exception {
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Content-Length: 100")).sendRaw("1234");
      client.halfClose();

      assertRefused(client.reply(), 400, "upload length mismatch");
      assertThat(next(bodies)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 99})
  void aSenderThatDisconnectsInTheBodyCausesAnIoException(int sent) throws Exception {
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Content-Length: 100")).sendRaw("x".repeat(sent));
      next(commands);
    }

    assertThat(next(bodies)).isInstanceOf(IOException.class);
  }

  @Test
  void aSenderThatDisconnectsAfterTheLastByteHasSentACompleteBackup() throws Exception {
    try (RawClient client = appliance.connect()) {
      client.send(TestAppliance.head(POST, "Content-Length: 100")).sendRaw("x".repeat(100));
      next(commands);
    }

    assertThat(next(bodies)).isEqualTo("x".repeat(100));
  }

  @Test
  void aConnectionServesOneUploadAfterTheOther() throws IOException {
    try (RawClient client = appliance.connect()) {
      for (String body : new String[] {"first", "second"}) {
        client.send(TestAppliance.head(POST, "Content-Length: " + body.length())).sendRaw(body);
        assertThat(client.reply().status()).isEqualTo(201);
      }
      assertThat(bodies).containsExactly("first", "second");
    }
  }

  private static void assertRefused(Reply reply, int status, String message) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body())
        .isEqualTo("{\"code\":%d,\"message\":\"%s\",\"data\":null}", status, message);
  }
}
