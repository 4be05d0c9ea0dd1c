package dev.coffer.testkit.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.copies.Copies.Manifests;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What scrubs find and repair, with any index and drives. */
public interface ScrubContract extends SeveralDrivesContract {

  /**
   * A scrub opens the bytes of a copy, opens its manifest, removes the manifest and writes it
   * again.
   */
  int MANIFEST_REWRITTEN = 4;

  private static String manifestOn(TwoDrives two, Mounted drive, Backup backup) {
    try (InputStream manifest =
        drive.store().open(two.manifestOf(backup), 0, Integer.MAX_VALUE).orElseThrow()) {
      return new String(manifest.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void putManifest(TwoDrives two, Mounted drive, Backup backup, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    drive
        .store()
        .put(
            two.manifestOf(backup),
            two.stored(backup).token(),
            new ByteSize(bytes.length),
            new ByteArrayInputStream(bytes));
  }

  private static void loseManifest(TwoDrives two, Mounted drive, Backup backup) {
    drive.store().remove(two.manifestOf(backup), two.stored(backup).token());
  }

  private static CopyQueue.Selection onBoth(TwoDrives two) {
    return new CopyQueue.Selection(
        Set.of(two.primary.drive().id(), two.second.drive().id()), Optional.empty());
  }

  private long requestScrubs(TwoDrives two) {
    return index().copies().requestScrubs(onBoth(two), CopyQueue.BEGINNING, 100).copies();
  }

  private void scrub(TwoDrives two) {
    requestScrubs(two);
    two.run("scrub", two.primary);
    two.run("scrub", two.second);
  }

  /**
   * Scrubs the second drive from another instance, whose store fails or does something at one call.
   */
  private void scrubSecondOver(TwoDrives two, FailingBlobStore store) {
    requestScrubs(two);
    TestVault.over(index(), List.of(two.primary, new Mounted(two.second.drive(), store)))
        .useCases()
        .run("scrub-" + two.second.drive().label());
  }

  private Manifests manifests(TwoDrives two, Instant since) {
    return index().copies().scrubs(onBoth(two), since).manifests();
  }

  private static Backup copied(TwoDrives two, int size) {
    Backup backup = two.store(Payloads.ofLength(size).bytes());
    two.run("copies", two.second);
    return backup;
  }

  @Test
  default void aLostManifestIsRewrittenOnEveryDrive() {
    var two = new TwoDrives(this);
    Backup backup = copied(two, 1_000_000);
    String manifest = manifestOn(two, two.primary, backup);
    Instant since = index().callers().now();
    loseManifest(two, two.primary, backup);
    loseManifest(two, two.second, backup);

    scrub(two);

    assertThat(manifestOn(two, two.primary, backup)).isEqualTo(manifest);
    assertThat(manifestOn(two, two.second, backup)).isEqualTo(manifest);
    assertThat(manifests(two, since)).isEqualTo(new Manifests(2, 0));
  }

  @Test
  default void aWrongManifestIsRewritten() {
    var two = new TwoDrives(this);
    Backup backup = copied(two, 1_000);
    Backup other = copied(two, 1_000);
    String manifest = manifestOn(two, two.second, backup);
    List<String> wrong =
        List.of(
            "",
            manifest.substring(1),
            manifest.replace("\"size\":1000", "\"size\":1001"),
            manifestOn(two, two.second, other),
            manifest + "x".repeat(100_000));

    for (String text : wrong) {
      Instant since = index().callers().now();
      loseManifest(two, two.second, backup);
      putManifest(two, two.second, backup, text);

      scrub(two);

      assertThat(manifestOn(two, two.second, backup)).isEqualTo(manifest);
      assertThat(manifests(two, since).rewritten()).isPositive();
    }
    Instant since = index().callers().now().plusSeconds(1);
    scrub(two);
    assertThat(manifests(two, since)).isEqualTo(Manifests.ALL_RIGHT);
  }

  @Test
  default void aManifestThatCannotBeWrittenIsMissingUntilItCan() {
    var two = new TwoDrives(this);
    Backup backup = copied(two, 1_000);
    Instant since = index().callers().now();
    loseManifest(two, two.second, backup);

    scrubSecondOver(
        two,
        FailingBlobStore.throwing(
            two.second.store(),
            Moment.BEFORE_EFFECT,
            MANIFEST_REWRITTEN,
            new StorageFull("injected")));
    Manifests before = manifests(two, since);
    scrub(two);

    assertThat(before).isEqualTo(new Manifests(0, 1));
    assertThat(manifests(two, since)).isEqualTo(new Manifests(1, 0));
    assertThat(two.intactOn(backup)).hasSize(2);
  }

  /** Also if the drive fails right after it was written. */
  @Test
  default void aManifestThatIsRewrittenWhileItsBackupIsPurgedDoesNotStay() {
    var two = new TwoDrives(this);
    Backup backup = copied(two, 1_000);
    StoredBackup stored = two.stored(backup);
    loseManifest(two, two.second, backup);
    var purging =
        new FailingBlobStore(
            two.second.store(),
            Moment.BEFORE_EFFECT,
            MANIFEST_REWRITTEN,
            () -> {
              two.vault
                  .useCases()
                  .applianceBackups()
                  .delete(two.vault.recognise(two.system), backup.ref());
              two.vault.useCases().run("purge-deleted");
            });

    scrubSecondOver(
        two,
        FailingBlobStore.throwing(
            purging,
            Moment.BEFORE_EFFECT,
            MANIFEST_REWRITTEN + 1,
            new StorageUnavailable("injected")));
    two.vault.useCases().run("purge-deleted");

    assertThat(two.second.store().stat(two.manifestOf(backup))).isEmpty();
    assertThat(two.second.store().stat(stored.objectKey())).isEmpty();
    assertThat(two.vault.list(two.system)).isEmpty();
  }

  /** The copies were marked during an outage that looked like damage. */
  @Test
  default void aGoodBackupThatWasMarkedDamagedIsIntactAgain() {
    var two = new TwoDrives(this);
    Backup backup = copied(two, 1_000);
    two.stored(backup)
        .intact()
        .forEach(copy -> index().backups().markDamaged(copy.copyId(), "missing"));
    List<Backup> marked = two.vault.list(two.system);

    scrub(two);

    assertThat(marked).extracting(Backup::damaged).containsExactly(true);
    assertThat(two.vault.list(two.system)).containsExactly(backup);
    assertThat(two.intactOn(backup)).hasSize(2);
  }

  @Test
  default void aBackupThatIsStillDamagedStaysMarkedAndIsNotPending() {
    var two = new TwoDrives(this);
    Backup backup = two.store(Payloads.ofLength(1_000).bytes());
    two.damage(two.primary, backup);
    assertThat(two.vault.download(two.system, backup.ref())).isEmpty();

    long requested = requestScrubs(two);
    two.run("scrub", two.primary);

    assertThat(requested).isEqualTo(1);
    assertThat(index().copies().scrubs(onBoth(two), index().callers().now()))
        .satisfies(progress -> {
          assertThat(progress.waiting()).isZero();
          assertThat(progress.damaged()).hasSize(1);
        });
    assertThat(two.vault.list(two.system)).extracting(Backup::damaged).containsExactly(true);
  }

  /** An operator may still recover something from them. */
  @Test
  default void aRetryOfTheOnlyCopyDoesNotRemoveItsDamagedBytes() {
    var two = new TwoDrives(this);
    Backup backup = two.store(Payloads.ofLength(1_000).bytes());
    two.damage(two.primary, backup);
    StoredBackup stored = two.stored(backup);
    assertThat(two.vault.download(two.system, backup.ref())).isEmpty();

    index().copies().retry(TestVault.AUTHORITY, backup.id());
    two.run("copies", two.primary);

    assertThat(two.primary.store().stat(stored.objectKey())).isPresent();
  }
}
