package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.s3.StubS3.Fault;
import dev.coffer.adapter.s3.StubS3.Operation;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.FailingPort;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import dev.coffer.testkit.memory.InMemoryUnfinishedUploads;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is noted of multipart uploads, and what becomes of one that a put has left open. */
@Timeout(60)
final class S3UnfinishedUploadsTest {

  private static final UUID DRIVE = new UUID(0xd, 1);
  private static final BlobKey KEY = new BlobKey("acme/fw-1/backup");
  private static final WriteToken TOKEN = new WriteToken(new UUID(0x70, 1));
  private static final Payload PAYLOAD = Payloads.ofLength(1000);
  private static final int ALWAYS = Integer.MAX_VALUE;

  private final StubS3 stub;
  private final UnfinishedUploads notes =
      new InMemoryUnfinishedUploads(InstantSource.system(), _ -> false);

  S3UnfinishedUploadsTest() throws IOException {
    stub = new StubS3();
  }

  @AfterEach
  void close() {
    stub.close();
  }

  @Test
  void anUploadIsNotedBeforeItsFirstPart() {
    stub.fault(Operation.PART, Fault.HANGS, ALWAYS);
    stub.fault(Operation.ABORT, Fault.BUSY, ALWAYS);

    assertUnavailable(store(notes));

    assertThat(notes.of(DRIVE, KEY)).hasSize(1);
  }

  @Test
  void whatIsCompleteIsNotedNoMore() {
    put(store(notes));

    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @Test
  void whatIsAbortedIsNotedNoMore() {
    stub.fault(Operation.PART, Fault.BUSY, ALWAYS);

    assertUnavailable(store(notes));

    assertThat(stub.hasOpenUploads()).isFalse();
    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DENIED", "NOT_IMPLEMENTED"},
      value = Fault.class)
  void aStoreThatListsNothingIsRidOfWhatWasNoted(Fault listing) {
    BlobStore store = leavingOneOpen(listing);

    store.remove(KEY, TOKEN);

    assertThat(stub.hasOpenUploads()).isFalse();
    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DENIED", "NOT_IMPLEMENTED"},
      value = Fault.class)
  void whatIsUnfinishedIsDiscardedWithoutAListing(Fault listing) {
    BlobStore store = leavingOneOpen(listing);

    store.discardUnfinished(KEY, TOKEN);

    assertThat(stub.hasOpenUploads()).isFalse();
    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  /** Its completion hangs, and so it is in doubt. */
  private BlobStore leavingOneOpen(Fault listing) {
    stub.fault(Operation.LIST_UPLOADS, listing, ALWAYS);
    stub.fault(Operation.COMPLETE, Fault.HANGS, ALWAYS);
    BlobStore store = store(notes);
    assertUnavailable(store);
    assertThat(stub.hasOpenUploads()).isTrue();
    return store;
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BUSY", "DENIED", "NO_SUCH_BUCKET"},
      value = Fault.class)
  void aRemovalThatCannotAbortKeepsTheNote(Fault fault) {
    BlobStore store = leavingOneOpen(Fault.DENIED);
    stub.fault(Operation.ABORT, fault, ALWAYS);

    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);

    assertThat(notes.of(DRIVE, KEY)).hasSize(1);
  }

  @Test
  void anAbortThatAlwaysSucceedsIsBelieved() {
    BlobStore store = leavingOneOpen(Fault.DENIED);
    stub.fault(Operation.ABORT, Fault.SAYS_YES, ALWAYS);

    store.remove(KEY, TOKEN);

    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void anUploadThatCannotBeNotedIsAbortedBeforeItsFirstPart(Moment moment) {
    BlobStore store = store(failing("opened", moment));

    assertUnavailable(store);

    assertThat(stub.served(Operation.PART)).isZero();
    assertThat(stub.hasOpenUploads()).isFalse();
    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @Test
  void whereStrikingOutFailsThePutHasSucceeded() {
    put(store(failing("closed", Moment.BEFORE_EFFECT)));
    assertThat(notes.of(DRIVE, KEY)).hasSize(1);

    store(notes).discardUnfinished(KEY, TOKEN);

    assertThat(stub.object(KEY.value())).isPresent();
    assertThat(notes.of(DRIVE, KEY)).isEmpty();
  }

  @Test
  void aRemovalDoesNotTakeUnknownNotesForNone() {
    BlobStore store = store(failing("of", Moment.BEFORE_EFFECT));

    assertThatThrownBy(() -> store.remove(KEY, TOKEN)).isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void ofTwoUploadsOpenedByARepetitionNoneStaysOpen() {
    stub.fault(Operation.CREATE, Fault.DONE_BUT_ANSWER_LOST, 1);

    put(store(notes));

    assertThat(stub.served(Operation.CREATE)).isEqualTo(2);
    assertThat(stub.hasOpenUploads()).isFalse();
  }

  private UnfinishedUploads failing(String method, Moment moment) {
    return FailingPort.of(
        UnfinishedUploads.class, notes, method, moment, ALWAYS, new StorageUnavailable("injected"));
  }

  private BlobStore store(UnfinishedUploads unfinished) {
    var config = stub.config(new ByteSize(1));
    var store =
        new S3BlobStore(config, DRIVE, unfinished, Clock.systemUTC(), StubS3.WITHOUT_PAUSES);
    store.initialise(DRIVE);
    return store;
  }

  private void put(BlobStore store) {
    store.put(KEY, TOKEN, PAYLOAD.size(), PAYLOAD.open());

    assertThat(stub.object(KEY.value()).orElseThrow().bytes()).isEqualTo(PAYLOAD.bytes());
  }

  private static void assertUnavailable(BlobStore store) {
    assertThatThrownBy(() -> store.put(KEY, TOKEN, PAYLOAD.size(), PAYLOAD.open()))
        .isInstanceOf(StorageUnavailable.class);
  }
}
