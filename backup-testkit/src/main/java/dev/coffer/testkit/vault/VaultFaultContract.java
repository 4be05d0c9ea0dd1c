package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadLedger;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.FailingPort;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an upload leaves behind when any of its steps fails, or the process dies there. An
 * acknowledged backup is stored. An upload without acknowledgement is stored completely or not at
 * all. No reservation remains.
 */
public interface VaultFaultContract {

  /** The manifest is the second call of an upload. The first one stores the bytes. */
  int MANIFEST_PUT = 2;

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** A drive that the index knows. */
  UUID driveId();

  /** The store of that drive, initialised. */
  BlobStore store();

  private TestVault vault() {
    return TestVault.over(index(), driveId(), store());
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  default void aCallOfTheStoreThatFailsLeavesNothingHalfDone(Moment moment) {
    var failure = new StorageUnavailable("injected");
    for (int call = 1; ; call++) {
      var failing = FailingBlobStore.throwing(store(), moment, call, failure);
      uploadThroughAndCheck(failing);
      if (failing.calls() < call) {
        assertThat(call).as("calls that were made to fail").isGreaterThan(2);
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  default void aProcessThatDiesAtACallOfTheStoreLeavesNothingHalfDone(Moment moment) {
    for (int call = 1; ; call++) {
      var dying =
          new FailingBlobStore(
              store(),
              moment,
              call,
              () -> {
                throw new Death();
              });
      uploadThroughAndCheck(dying);
      if (dying.calls() < call) {
        return;
      }
    }
  }

  /**
   * Uploads through a store that fails somewhere, restarts the vault, and checks what must hold.
   */
  private void uploadThroughAndCheck(BlobStore failing) {
    TestVault healthy = vault();
    Registered system = healthy.register();
    Payload payload = Payloads.ofLength(100_000);
    Optional<Backup> acknowledged = Optional.empty();
    try {
      acknowledged = upload(TestVault.over(index(), driveId(), failing), system, payload);
    } catch (StorageException | Death e) {
      assertThat(e).isNotNull();
    }

    TestVault restarted = vault();
    restarted.recover();

    List<Backup> listed = restarted.list(system);
    assertThat(listed).hasSizeLessThan(2).containsAll(acknowledged.stream().toList());
    listed.forEach(
        backup -> assertThat(restarted.download(system, backup.ref())).contains(payload.bytes()));
    assertThat(restarted.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  private static Optional<Backup> upload(TestVault vault, Registered system, Payload payload) {
    return vault.upload(system, payload.bytes()) instanceof ApplianceBackups.Stored(Backup backup)
        ? Optional.of(backup)
        : Optional.empty();
  }

  /** The process hangs between the failure and its cleanup. */
  @Test
  default void aLateRollbackRemovesNothingThatRecoveryCompleted() {
    Registered system = vault().register();
    Payload payload = Payloads.ofLength(1000);
    var answerLost =
        FailingBlobStore.throwing(
            store(), Moment.AFTER_EFFECT, MANIFEST_PUT, new StorageUnavailable("injected"));
    var standingStill =
        new FailingBlobStore(
            answerLost, Moment.BEFORE_EFFECT, MANIFEST_PUT + 1, () -> vault().recover());

    assertThatThrownBy(
            () -> TestVault.over(index(), driveId(), standingStill).upload(system, payload.bytes()))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(standingStill.calls()).isGreaterThan(MANIFEST_PUT);
    assertWhole(system, payload);
  }

  /**
   * A recovery finds no manifest and hangs before it removes anything. The uploading process was
   * only slow and writes the manifest now. A second recovery finds that.
   */
  @Test
  default void aLateRecoveryRemovesNothingThatAnotherOneCompleted() throws Exception {
    Registered system = vault().register();
    Payload payload = Payloads.ofLength(1000);
    var manifestMissed = new CountDownLatch(1);
    var slow =
        new FailingBlobStore(
            store(), Moment.BEFORE_EFFECT, MANIFEST_PUT, () -> await(manifestMissed));
    var reachedManifest = new CountDownLatch(1);
    var announcing =
        new FailingBlobStore(slow, Moment.BEFORE_EFFECT, MANIFEST_PUT, reachedManifest::countDown);
    TestVault first = TestVault.over(index(), driveId(), announcing);
    Thread upload =
        Thread.startVirtualThread(() ->
            assertThatThrownBy(() -> first.upload(system, payload.bytes()))
                .isInstanceOf(StorageUnavailable.class));
    await(reachedManifest);
    var standingStill =
        new FailingBlobStore(
            store(),
            Moment.AFTER_EFFECT,
            1,
            () -> {
              manifestMissed.countDown();
              join(upload);
              vault().recover();
            });

    TestVault.over(index(), driveId(), standingStill).recover();

    assertThat(vault().list(system)).hasSize(1);
    assertWhole(system, payload);
  }

  private void assertWhole(Registered system, Payload payload) {
    TestVault vault = vault();
    vault
        .list(system)
        .forEach(
            backup -> assertThat(vault.download(system, backup.ref())).contains(payload.bytes()));
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The process dies after the manifest: recovery reads the digests of blocks from it. */
  @Test
  default void aBackupCompletedByRecoveryHasTheDigestsOfItsBlocks() {
    Registered system = vault().register();
    Payload payload = Payloads.ofLength(1_000_000);
    var dying =
        new FailingBlobStore(
            store(),
            Moment.AFTER_EFFECT,
            MANIFEST_PUT,
            () -> {
              throw new Death();
            });
    assertThatThrownBy(
            () -> TestVault.over(index(), driveId(), dying).upload(system, payload.bytes()))
        .isInstanceOf(Death.class);

    TestVault restarted = vault();
    restarted.recover();

    Backup backup = restarted.list(system).getFirst();
    UUID owner = restarted.recognise(system).systemUuid();
    var stored = index().backups().find(owner, backup.ref()).orElseThrow();
    assertThat(index().backups().blocks(stored))
        .hasValueSatisfying(blocks -> assertThat(blocks.covers(backup.size())).isTrue());
    assertWhole(system, payload);
  }

  @Test
  default void aFullDriveIsReportedAndKeepsNothing() {
    Registered system = vault().register();
    var full = FailingBlobStore.throwing(store(), Moment.BEFORE_EFFECT, 1, new StorageFull("full"));
    TestVault vault = TestVault.over(index(), driveId(), full);

    assertThatThrownBy(() -> vault.upload(system, Payloads.ofLength(10).bytes()))
        .isInstanceOf(StorageFull.class);
    assertThat(vault.list(system)).isEmpty();
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  default void aCommitWhoseAnswerIsLostIsRepeated(Moment moment) {
    TestVault vault = vaultWhoseCommitFails(moment, 2);
    Registered system = vault.register();

    assertThat(vault.upload(system, Payloads.ofLength(100).bytes()))
        .isInstanceOf(ApplianceBackups.Stored.class);
    assertThat(vault.list(system)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  default void aCommitThatIsNeverAnsweredRemovesNothing(Moment moment) {
    TestVault vault = vaultWhoseCommitFails(moment, Integer.MAX_VALUE);
    Registered system = vault.register();
    Payload payload = Payloads.ofLength(100);

    assertThatThrownBy(() -> vault.upload(system, payload.bytes()))
        .isInstanceOf(StorageUnavailable.class);
    TestVault restarted = vault();
    restarted.recover();

    List<Backup> listed = restarted.list(system);
    assertThat(listed).hasSize(1);
    assertThat(restarted.download(system, listed.getFirst().ref())).contains(payload.bytes());
  }

  private TestVault vaultWhoseCommitFails(Moment moment, int times) {
    UploadLedger failing =
        FailingPort.of(
            UploadLedger.class,
            index().uploads(),
            "commit",
            moment,
            times,
            new StorageUnavailable("injected"));
    var ports =
        new IndexPorts(
            index().clock(),
            index().callers(),
            index().backups(),
            failing,
            index().purges(),
            index().copies(),
            index().fleet(),
            index().facts(),
            index().audit(),
            index().retention(),
            index().deletions(),
            index().erasures(),
            index().tenantSnapshots(),
            index().usage(),
            index().organizations(),
            index().systems(),
            index().credentials(),
            index().apiKeys(),
            index().drives(),
            index().unfinishedUploads());
    return TestVault.over(ports, driveId(), store());
  }

  /** A killed process runs no cleanup. Code that handles exceptions does not catch an Error. */
  final class Death extends Error {

    private static final long serialVersionUID = 1L;
  }
}
