package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the use cases guarantee with a primary drive and a second one. */
public interface SeveralDrivesContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** An empty store, initialised as this drive. */
  BlobStore newStore(UUID driveId);

  /** Makes every copy due to be scrubbed, as the passing of time would. */
  void makeScrubsDue();

  /** A vault on two drives, and a system in it. */
  final class TwoDrives {

    final TestVault vault;
    final Registered system;
    final Mounted primary;
    final Mounted second;

    /** The second drive does not answer while this is true. */
    final AtomicBoolean down = new AtomicBoolean();

    TwoDrives(SeveralDrivesContract contract) {
      primary = mount(contract);
      Mounted answering = mount(contract);
      second =
          new Mounted(answering.drive(), FailingBlobStore.downWhile(answering.store(), down::get));
      vault = TestVault.over(contract.index(), List.of(primary, second));
      system = vault.register();
    }

    private static Mounted mount(SeveralDrivesContract contract) {
      String label = "drive-" + UUID.randomUUID();
      Drive drive = contract.index().drives().known(label, "test", UUID.randomUUID()).drive();
      return new Mounted(drive, contract.newStore(drive.id()));
    }

    Backup store(byte[] bytes) {
      if (vault.upload(system, bytes) instanceof ApplianceBackups.Stored(Backup backup)) {
        return backup;
      }
      throw new AssertionError("the upload was not stored");
    }

    StoredBackup stored(Backup backup) {
      UUID owner = vault.recognise(system).systemUuid();
      return vault.index().backups().find(owner, backup.ref()).orElseThrow();
    }

    List<UUID> intactOn(Backup backup) {
      return stored(backup).intact().stream().map(copy -> copy.driveId()).toList();
    }

    BlobKey manifestOf(Backup backup) {
      UUID owner = vault.recognise(system).systemUuid();
      return new BlobKey(".vault/manifests/" + owner + "/" + backup.id());
    }

    void run(String job, Mounted drive) {
      vault.useCases().run(job + "-" + drive.drive().label());
    }

    /** Makes the second drive's pending copies due, as the passing of time would, and runs them. */
    void tryAgain() {
      vault.index().copies().retryNow(second.drive().id());
      run("copies", second);
    }

    /** Makes a drive return wrong data: other bytes of the same length under the same name. */
    void damage(Mounted drive, Backup backup) {
      replace(drive, backup, new byte[(int) backup.size().bytes()]);
    }

    void replace(Mounted drive, Backup backup, byte[] bytes) {
      StoredBackup stored = stored(backup);
      drive.store().remove(stored.objectKey(), stored.token());
      drive
          .store()
          .put(stored.objectKey(), stored.token(), backup.size(), new ByteArrayInputStream(bytes));
    }
  }

  private TwoDrives twoDrives() {
    return new TwoDrives(this);
  }

  private static byte[] bytesOn(Mounted drive, StoredBackup stored) {
    try (InputStream bytes =
        drive.store().open(stored.objectKey(), 0, stored.backup().size().bytes()).orElseThrow()) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  default void aBackupIsCopiedWithItsManifestInTheBackground() {
    TwoDrives two = twoDrives();
    byte[] bytes = Payloads.ofLength(200_000).bytes();

    Backup backup = two.store(bytes);
    List<UUID> before = two.intactOn(backup);
    two.run("copies", two.second);

    assertThat(before).containsExactly(two.primary.drive().id());
    assertThat(two.intactOn(backup))
        .containsExactly(two.primary.drive().id(), two.second.drive().id());
    assertThat(bytesOn(two.second, two.stored(backup))).isEqualTo(bytes);
    assertThat(two.second.store().stat(two.manifestOf(backup)))
        .isEqualTo(two.primary.store().stat(two.manifestOf(backup)));
  }

  @Test
  default void uploadsContinueWhileADriveIsDownAndAllCopiesFollow() {
    TwoDrives two = twoDrives();
    two.down.set(true);

    List<Backup> backups =
        List.of(
            two.store(Payloads.ofLength(100).bytes()), two.store(Payloads.ofLength(100).bytes()));
    two.run("copies", two.second);
    two.tryAgain();
    two.down.set(false);
    two.tryAgain();

    assertThat(backups)
        .allSatisfy(backup ->
            assertThat(two.intactOn(backup))
                .containsExactly(two.primary.drive().id(), two.second.drive().id()));
  }

  @Test
  default void aDamagedCopyIsServedFromTheOtherDriveAndHeals() {
    TwoDrives two = twoDrives();
    byte[] bytes = Payloads.ofLength(1_000).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    two.damage(two.primary, backup);

    assertThat(two.vault.download(two.system, backup.ref())).contains(bytes);
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
    two.run("copies", two.primary);

    assertThat(two.intactOn(backup))
        .containsExactly(two.primary.drive().id(), two.second.drive().id());
    assertThat(bytesOn(two.primary, two.stored(backup))).isEqualTo(bytes);
    assertThat(two.vault.list(two.system)).containsExactly(backup);
  }

  @Test
  default void aScrubFindsDamageBeforeAnyDownload() {
    TwoDrives two = twoDrives();
    byte[] bytes = Payloads.ofLength(200_000).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    two.damage(two.second, backup);

    makeScrubsDue();
    two.run("scrub", two.primary);
    two.run("scrub", two.second);
    List<UUID> found = two.intactOn(backup);
    two.run("copies", two.second);

    assertThat(found).containsExactly(two.primary.drive().id());
    assertThat(two.intactOn(backup)).hasSize(2);
    assertThat(bytesOn(two.second, two.stored(backup))).isEqualTo(bytes);
    assertThat(index().copies().claimScrubs(two.primary.drive().id(), Duration.ZERO, 10)).isEmpty();
  }

  @Test
  default void aScrubOfADriveThatIsDownFindsNoDamage() {
    TwoDrives two = twoDrives();
    Backup backup = two.store(Payloads.ofLength(1_000).bytes());
    two.run("copies", two.second);

    makeScrubsDue();
    two.down.set(true);
    two.run("scrub", two.second);

    assertThat(two.intactOn(backup)).hasSize(2);
  }

  @Test
  default void aDamagedSourceIsNeverCopied() {
    TwoDrives two = twoDrives();
    Backup backup = two.store(Payloads.ofLength(200_000).bytes());
    two.damage(two.primary, backup);
    BlobKey key = two.stored(backup).objectKey();

    two.run("copies", two.second);

    assertThat(two.second.store().stat(key)).isEmpty();
    assertThat(two.intactOn(backup)).isEmpty();
    assertThat(two.vault.list(two.system)).allMatch(Backup::damaged);
  }

  @Test
  default void aCompleteCopyLeftByAnEarlierAttemptIsUsed() {
    TwoDrives two = twoDrives();
    byte[] bytes = Payloads.ofLength(1_000).bytes();
    Backup backup = two.store(bytes);
    StoredBackup stored = two.stored(backup);
    two.second
        .store()
        .put(stored.objectKey(), stored.token(), backup.size(), new ByteArrayInputStream(bytes));

    two.run("copies", two.second);

    assertThat(two.intactOn(backup)).hasSize(2);
  }

  @Test
  default void aWrongCopyLeftByAnEarlierAttemptIsRecreated() {
    TwoDrives two = twoDrives();
    byte[] bytes = Payloads.ofLength(1_000).bytes();
    Backup backup = two.store(bytes);
    two.damage(two.second, backup);

    two.run("copies", two.second);

    assertThat(two.intactOn(backup)).hasSize(2);
    assertThat(bytesOn(two.second, two.stored(backup))).isEqualTo(bytes);
  }

  @Test
  default void aCopyIsFinishedWhicheverCallFails() {
    int failed = 0;
    boolean anyFailed = true;
    while (anyFailed) {
      TwoDrives two = twoDrives();
      Backup backup = two.store(Payloads.ofLength(1_000).bytes());
      int failing = failed + 1;
      var calls = new AtomicInteger();
      var store =
          FailingBlobStore.downWhile(two.second.store(), () -> calls.incrementAndGet() == failing);
      TestVault unlucky =
          TestVault.over(index(), List.of(two.primary, new Mounted(two.second.drive(), store)));

      unlucky.useCases().run("copies-" + two.second.drive().label());
      anyFailed = calls.get() >= failing;
      failed = failing;
      two.tryAgain();

      assertThat(two.intactOn(backup)).hasSize(2);
    }
    // There are five calls: stat, remove, put, then stat and put of the manifest. The last round
    // waited for one more.
    assertThat(failed).isGreaterThan(5);
  }

  @Test
  default void aDriveAddedLaterGetsEarlierBackups() {
    TwoDrives two = twoDrives();
    Mounted third = TwoDrives.mount(this);
    Backup backup = two.store(Payloads.ofLength(1_000).bytes());
    TestVault larger = TestVault.over(index(), List.of(two.primary, two.second, third));

    larger.useCases().run("plan-copies");
    larger.useCases().run("backfill-" + third.drive().label());

    assertThat(two.intactOn(backup)).contains(third.drive().id());
  }

  @Test
  default void deletingRemovesEveryCopy() {
    TwoDrives two = twoDrives();
    Backup backup = two.store(Payloads.ofLength(1_000).bytes());
    two.run("copies", two.second);
    BlobKey key = two.stored(backup).objectKey();
    BlobKey manifest = two.manifestOf(backup);

    two.vault.useCases().applianceBackups().delete(two.vault.recognise(two.system), backup.ref());
    two.vault.useCases().run("purge-deleted");

    assertThat(List.of(two.primary, two.second))
        .allSatisfy(drive -> {
          assertThat(drive.store().stat(key)).isEmpty();
          assertThat(drive.store().stat(manifest)).isEmpty();
        });
  }
}
