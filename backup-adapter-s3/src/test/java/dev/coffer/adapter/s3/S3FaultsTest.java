package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.s3.StubS3.Fault;
import dev.coffer.adapter.s3.StubS3.Operation;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import dev.coffer.testkit.memory.InMemoryUnfinishedUploads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that fails, forgets to answer, or answers wrongly. Success is reported only when the
 * object is there with our token, and nothing takes for ever: the stub's timeouts are a second,
 * each test's limit is far beyond what they can add up to.
 */
@Timeout(60)
final class S3FaultsTest {

  private static final UUID DRIVE = new UUID(0xd, 1);
  private static final BlobKey KEY = new BlobKey("acme/fw-1/backup");
  private static final WriteToken TOKEN = new WriteToken(new UUID(0x70, 1));

  /** Held in memory. */
  private static final int SHORT = 1000;

  /** Streamed, and more than the buffers of a socket. */
  private static final int LONG = 24 << 20;

  private static final int ALWAYS = Integer.MAX_VALUE;

  private final StubS3 stub;

  S3FaultsTest() throws IOException {
    stub = new StubS3();
  }

  @AfterEach
  void close() {
    stub.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {SHORT, LONG})
  void anAnswerLostAfterThePutIsFoundOut(int length) {
    stub.fault(Operation.PUT, Fault.DONE_BUT_ANSWER_LOST, 1);

    assertStored(store(), length);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DONE_BUT_ANSWER_LOST", "DONE_BUT_500", "DONE_BUT_HANGS"},
      value = Fault.class)
  void aPutThatWasDoneIsASuccessWhateverTheAnswer(Fault fault) {
    stub.fault(Operation.PUT, fault, 1);

    assertStored(store(), LONG);
    assertThat(stub.served(Operation.PUT)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DONE_BUT_ANSWER_LOST", "DONE_BUT_500", "DONE_BUT_HANGS"},
      value = Fault.class)
  void aCompletionThatWasDoneIsASuccessWhateverTheAnswer(Fault fault) {
    stub.fault(Operation.COMPLETE, fault, 1);

    assertStored(storeInParts(), LONG);
  }

  @Test
  void aLongCompletionIsWaitedFor() {
    stub.fault(Operation.COMPLETE, Fault.SLOW, ALWAYS);

    assertStored(storeInParts(), LONG);
    assertThat(stub.served(Operation.COMPLETE)).isEqualTo(1);
  }

  @Test
  void anErrorInAnAnswerOf200IsNoSuccess() {
    stub.fault(Operation.COMPLETE, Fault.ERROR_IN_200, ALWAYS);

    assertUnavailable(storeInParts(), LONG);
  }

  @Test
  void aCompletionIsTriedAgainAfterAnErrorInAnAnswerOf200() {
    stub.fault(Operation.COMPLETE, Fault.ERROR_IN_200, 1);

    assertStored(storeInParts(), LONG);
  }

  @Test
  void anUploadThatTheStoreHasForgottenIsNoSuccess() {
    stub.fault(Operation.COMPLETE, Fault.NO_SUCH_UPLOAD, ALWAYS);

    assertUnavailable(storeInParts(), LONG);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"PART", "COMPLETE", "CREATE", "HEAD"},
      value = Operation.class)
  void aStoreThatHangsDuringAMultipartUploadIsUnavailable(Operation operation) {
    stub.fault(operation, Fault.HANGS, ALWAYS);

    assertUnavailable(storeInParts(), LONG);
  }

  @ParameterizedTest
  @ValueSource(ints = {SHORT, LONG})
  void aStoreThatHangsInTheBodyIsUnavailable(int length) {
    stub.fault(Operation.PUT, Fault.HANGS, ALWAYS);

    assertUnavailable(store(), length);
  }

  @Test
  void whereTheLookHangsTooTheStoreIsUnavailable() {
    stub.fault(Operation.PUT, Fault.DONE_BUT_ANSWER_LOST, 1);
    stub.fault(Operation.HEAD, Fault.HANGS, ALWAYS);

    Payload payload = Payloads.ofLength(LONG);
    assertThatThrownBy(() -> store().put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aBusyStoreIsAskedAgain(int times) {
    stub.fault(Operation.PUT, Fault.BUSY, times);
    stub.fault(Operation.HEAD, Fault.BUSY, times);

    assertStored(store(), SHORT);
  }

  @Test
  void aStoreThatIsAlwaysBusyIsUnavailable() {
    stub.fault(Operation.PUT, Fault.BUSY, ALWAYS);

    assertUnavailable(store(), SHORT);
    assertThat(stub.served(Operation.PUT)).isEqualTo(Retries.TRIES);
  }

  @Test
  void aBodyThatWasSentIsNotSentAgain() {
    stub.fault(Operation.PUT, Fault.BUSY, 1);

    assertUnavailable(store(), LONG);
    assertThat(stub.served(Operation.PUT)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"ALIEN_APPEARS", "DONE_WITHOUT_METADATA_AND_ANSWER_LOST"},
      value = Fault.class)
  void anObjectWithoutOurTokenIsNoSuccessAndIsLeftAlone(Fault fault) {
    stub.fault(Operation.PUT, fault, 1);
    BlobStore store = store();
    Payload payload = Payloads.ofLength(SHORT);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);
    store.remove(KEY, TOKEN);

    assertThat(stub.object(KEY.value())).isPresent();
  }

  @Test
  void aTakenKeyIsSeenWhereTheStoreDoesNotHonourConditions() {
    stub.ignoreConditions();
    BlobStore store = store();
    assertStored(store, SHORT);
    byte[] before = stub.object(KEY.value()).orElseThrow().bytes();
    Payload payload = Payloads.ofLength(SHORT);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(stub.object(KEY.value()).orElseThrow().bytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {SHORT, LONG})
  void aStoreWithoutConditionsIsUsedWithoutThem(int length) {
    stub.hasNotImplemented("If-None-Match");
    BlobStore store = store();

    assertStored(store, length);

    Payload payload = Payloads.ofLength(length);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStoreWithoutChecksumsIsUsedWithoutThem() {
    stub.hasNotImplemented(S3Request.CHECKSUM);

    assertStored(store(), SHORT);
  }

  @Test
  void aStoreWithNeitherConditionsNorChecksumsIsUsedWithoutThem() {
    stub.hasNotImplemented("If-None-Match");
    stub.hasNotImplemented(S3Request.CHECKSUM);

    assertStored(store(), SHORT);
  }

  @Test
  void aBucketThatDemandsChecksumsGetsThem() {
    stub.demandChecksums();

    assertStored(store(), SHORT);
  }

  @Test
  void aBucketThatDemandsChecksumsGetsThemBehindStreamedBodies() {
    stub.demandChecksums();

    assertStored(store(), LONG);
  }

  @Test
  void aBucketThatDemandsChecksumsGetsThemBehindParts() {
    stub.demandChecksums();

    assertStored(storeInParts(), LONG);
  }

  @Test
  void aStoreWithoutChecksumsBehindBodiesIsUsedWithout() {
    stub.hasNotImplemented(ChecksummedBody.TRAILER);

    assertStored(store(), LONG);
  }

  @Test
  void aStoreWithoutChecksumsBehindPartsIsUsedWithout() {
    stub.hasNotImplemented(ChecksummedBody.TRAILER);

    assertStored(storeInParts(), LONG);
  }

  /** It says yes to the question, and keeps something else. */
  @Test
  void aStoreThatKeepsTheFramesOfChunksGetsNone() {
    stub.ignoreChunks();

    assertStored(store(), LONG);
  }

  @Test
  void aStoreThatKnowsChecksumsOfWholeObjectsAloneGetsPartsWithout() {
    stub.hasNotImplemented("x-amz-checksum-algorithm");

    assertStored(storeInParts(), LONG);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_535, 65_536, 65_537, 200_000})
  void aChecksummedBodyIsAsLongAsItSays(int length) throws IOException {
    Payload payload = Payloads.ofLength(length);
    var body = new ChecksummedBody(payload.open(), length);
    var sent = new Buffer();

    body.writeTo(sent);

    assertThat(body.contentLength()).isEqualTo(sent.size());
    assertThat(sent.readString(StandardCharsets.ISO_8859_1))
        .startsWith(Integer.toHexString(Math.min(length, 65_536)) + "\r\n")
        .endsWith(
            "\r\n0\r\nx-amz-checksum-crc32c:%s\r\n\r\n".formatted(body.crc32c().orElseThrow()));
  }

  @Test
  void aFullStoreIsFull() {
    stub.fault(Operation.PUT, Fault.FULL, 1);
    Payload payload = Payloads.ofLength(SHORT);

    assertThatThrownBy(() -> store().put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageFull.class);
  }

  @Test
  void aClockThatIsOffIsTold() {
    stub.fault(Operation.PUT, Fault.SKEWED, 1);
    Payload payload = Payloads.ofLength(SHORT);

    assertThatThrownBy(() -> store().put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("clocks");
  }

  @Test
  void anObjectOfABucketThatIsGoneIsNotAbsent() {
    BlobStore store = store();
    assertStored(store, SHORT);

    stub.forgetAll();

    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.open(KEY, 0, 1)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void anObjectThatIsCutOnTheWayIsAReadError() throws IOException {
    BlobStore store = store();
    assertStored(store, SHORT);
    stub.fault(Operation.GET, Fault.TRUNCATED, 1);

    try (var bytes = store.open(KEY, 0, SHORT).orElseThrow()) {
      assertThatThrownBy(bytes::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aRemovalThatFailsIsToldAndMayBeRepeated() {
    BlobStore store = store();
    assertStored(store, SHORT);
    stub.fault(Operation.DELETE, Fault.BUSY, ALWAYS);
    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);
    stub.fault(Operation.DELETE, Fault.DONE_BUT_500, 1);

    store.remove(KEY, TOKEN);

    assertThat(stub.object(KEY.value())).isEmpty();
  }

  @Test
  void whatAnUnknownCompletionLeftOpenIsAbortedByTheRemoval() {
    BlobStore store = storeInParts();
    stub.fault(Operation.COMPLETE, Fault.HANGS, ALWAYS);
    Payload payload = Payloads.ofLength(SHORT);
    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(stub.hasOpenUploads()).isTrue();

    store.remove(KEY, TOKEN);

    assertThat(stub.hasOpenUploads()).isFalse();
  }

  @Test
  void aStoreThatIsNotThereIsUnavailable() {
    S3Config config = stub.config(S3Config.DEFAULT_MULTIPART_ABOVE);
    stub.close();

    var store = store(config);

    assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void noFailureTellsASecret() {
    stub.fault(Operation.PUT, Fault.SKEWED, 1);
    Payload payload = Payloads.ofLength(SHORT);

    assertThatThrownBy(() -> store().put(KEY, TOKEN, payload.size(), payload.open()))
        .satisfies(failure -> {
          var text = new StringWriter();
          failure.printStackTrace(new PrintWriter(text));
          assertThat(text.toString())
              .contains(KEY.value())
              .doesNotContain(StubS3.SECRET, "Signature", "Credential");
        });
  }

  private static BlobStore store(S3Config config) {
    var unfinished = new InMemoryUnfinishedUploads(InstantSource.system(), _ -> false);
    return new S3BlobStore(config, DRIVE, unfinished, Clock.systemUTC(), StubS3.WITHOUT_PAUSES);
  }

  private BlobStore store() {
    return initialised(S3Config.DEFAULT_MULTIPART_ABOVE);
  }

  private BlobStore storeInParts() {
    return initialised(new ByteSize(1));
  }

  private BlobStore initialised(ByteSize multipartAbove) {
    var config = stub.config(multipartAbove);
    var store = store(config);
    store.initialise(DRIVE);
    return store;
  }

  private void assertStored(BlobStore store, int length) {
    Payload payload = Payloads.ofLength(length);

    store.put(KEY, TOKEN, payload.size(), payload.open());

    StubS3.Stored stored = stub.object(KEY.value()).orElseThrow();
    assertThat(stored.token()).contains(TOKEN.toString());
    assertThat(stored.bytes()).isEqualTo(payload.bytes());
  }

  private void assertUnavailable(BlobStore store, int length) {
    Payload payload = Payloads.ofLength(length);

    assertThatThrownBy(() -> store.put(KEY, TOKEN, payload.size(), payload.open()))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(stub.object(KEY.value())).isEmpty();
  }
}
