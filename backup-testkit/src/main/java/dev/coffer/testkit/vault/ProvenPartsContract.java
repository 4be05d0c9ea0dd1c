package dev.coffer.testkit.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.download.Download.Content;
import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.Links;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** No byte is sent without proof, in whole downloads and in parts, with any index and drives. */
public interface ProvenPartsContract extends SeveralDrivesContract {

  /** The size of the vault's blocks. */
  int BLOCK = 512 * 1024;

  int SIZE = 2 * BLOCK + 1_000;

  /** An offset in the second of three blocks. */
  int DAMAGED = BLOCK + 5;

  private static Content content(TwoDrives two, Backup backup) {
    return two.vault
        .useCases()
        .applianceBackups()
        .fetch(two.vault.recognise(two.system), backup.ref())
        .orElseThrow()
        .content();
  }

  private static byte[] part(TwoDrives two, Backup backup, int first, int length)
      throws IOException {
    try (InputStream part = content(two, backup).range(first, length).orElseThrow()) {
      return part.readAllBytes();
    }
  }

  private static byte[] arrivedBeforeDamage(Optional<InputStream> opened) throws IOException {
    var arrived = new ByteArrayOutputStream();
    try (InputStream damaged = opened.orElseThrow()) {
      assertThatThrownBy(() -> damaged.transferTo(arrived)).isInstanceOf(StorageCorrupt.class);
    }
    return arrived.toByteArray();
  }

  /** An operator with a key of the system's organization. */
  private Operator operator(TwoDrives two) {
    Optional<UUID> organization = Optional.of(two.vault.recognise(two.system).organizationId());
    var operator = new Operator(UUID.randomUUID(), Role.OPERATOR, organization);
    String name = "key " + operator.keyId();
    index().apiKeys().add(TestVault.AUTHORITY, operator, name, Duration.ZERO, Tenant.newHmac());
    return operator;
  }

  private static Content followed(TwoDrives two, Operator operator, Backup backup) {
    Links links = two.vault.useCases().links();
    var link = (DownloadLink) links.link(operator, backup.id()).orElseThrow().link();
    return ((Links.Found) links.follow(link)).download().content();
  }

  /** Newest first. */
  private List<AuditEvent> eventsOf(TwoDrives two, Backup backup) {
    return index()
        .audit()
        .events(Authority.of(operator(two)), AuditEvents.PageQuery.newest(100))
        .stream()
        .filter(event -> event.backupId().equals(Optional.of(backup.id())))
        .toList();
  }

  /** Replaces sixteen bytes, as a drive that returns wrong data. */
  private static void damage(TwoDrives two, Mounted drive, Backup backup, byte[] bytes) {
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, DAMAGED, DAMAGED + 16, (byte) 0);
    two.replace(drive, backup, damaged);
  }

  /**
   * Replaces the digests of blocks by digests under an unknown key, which cannot be compared: the
   * backup then looks like one that an earlier version has stored.
   */
  private void forgetBlocks(TwoDrives two, Backup backup) {
    index()
        .backups()
        .recordBlocks(
            two.stored(backup),
            BlockDigests.of("forgotten", new ByteSize(BLOCK), new byte[3 * BlockDigests.BYTES]));
  }

  private Optional<String> keyOfBlocks(TwoDrives two, Backup backup) {
    return index().backups().blocks(two.stored(backup)).map(BlockDigests::keyId);
  }

  @Test
  default void everyPartHasItsOwnBytes() throws IOException {
    var two = new TwoDrives(this);
    for (int size : new int[] {1_000, BLOCK, BLOCK + 1, SIZE}) {
      byte[] bytes = Payloads.ofLength(size).bytes();
      Backup backup = two.store(bytes);

      for (int first : new int[] {0, 1, 999, BLOCK - 1, BLOCK, BLOCK + 1, SIZE - 1}) {
        for (int length : new int[] {1, 1_000, BLOCK, SIZE}) {
          if (first < size) {
            int last = Math.min(size, first + length);
            assertThat(part(two, backup, first, last - first))
                .isEqualTo(Arrays.copyOfRange(bytes, first, last));
          }
        }
      }
    }
  }

  @Test
  default void aDamagedPartIsNeverServedAndIsMarkedAsDamage() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    damage(two, two.primary, backup, bytes);

    assertThat(part(two, backup, 2 * BLOCK, 10))
        .isEqualTo(Arrays.copyOfRange(bytes, 2 * BLOCK, 2 * BLOCK + 10));
    assertThat(two.vault.list(two.system)).containsExactly(backup);
    assertThat(content(two, backup).range(BLOCK + 100, 1)).isEmpty();
    assertThat(two.vault.list(two.system)).extracting(Backup::damaged).containsExactly(true);
    assertThat(content(two, backup).range(0, 1)).isEmpty();
    assertThat(content(two, backup).whole()).isEmpty();
  }

  @Test
  default void aPartThatRunsIntoDamageEndsBeforeItAndTheCopyHeals() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    damage(two, two.primary, backup, bytes);

    byte[] arrived = arrivedBeforeDamage(content(two, backup).range(1, SIZE - 1));

    assertThat(arrived).isEqualTo(Arrays.copyOfRange(bytes, 1, BLOCK));
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
    two.run("copies", two.primary);
    assertThat(two.intactOn(backup)).hasSize(2);
    assertThat(two.vault.list(two.system)).containsExactly(backup);
  }

  @Test
  default void damageThatAPartMeetsIsAuditedOnceAndSoIsItsRepair() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    damage(two, two.primary, backup, bytes);
    UUID copy = two.stored(backup).intact().getFirst().copyId();

    assertThat(part(two, backup, DAMAGED, 1)).containsExactly(bytes[DAMAGED]);
    assertThat(part(two, backup, DAMAGED, 1)).containsExactly(bytes[DAMAGED]);
    List<AuditEvent> found = eventsOf(two, backup);
    two.run("copies", two.primary);

    assertThat(found)
        .extracting(AuditEvent::action, event -> event.actor().kind(), AuditEvent::detail)
        .containsExactly(
            tuple(
                AuditAction.COPY_DAMAGED,
                Actor.Kind.VAULT,
                "copy %s: the bytes from 524288 to 1048575 do not match their digest"
                    .formatted(copy)));
    assertThat(eventsOf(two, backup))
        .extracting(AuditEvent::action)
        .containsExactly(AuditAction.COPY_HEALED, AuditAction.COPY_DAMAGED);
  }

  @Test
  default void anOperatorGetsNoDamagedPartFromACopyOrALink() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    UUID copy = two.stored(backup).intact().getFirst().copyId();
    Operator operator = operator(two);
    Content ofLink = followed(two, operator, backup);
    Content ofCopy =
        two.vault.useCases().downloads().copy(Authority.of(operator), copy).orElseThrow().content();
    damage(two, two.primary, backup, bytes);

    assertThat(ofCopy.range(DAMAGED, 1)).isEmpty();
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
    assertThat(arrivedBeforeDamage(ofCopy.range(1, SIZE - 1)))
        .isEqualTo(Arrays.copyOfRange(bytes, 1, BLOCK));
    try (InputStream part = ofLink.range(DAMAGED, 16).orElseThrow()) {
      assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, DAMAGED, DAMAGED + 16));
    }
  }

  /** Resumes as {@code curl -C -} does. */
  @Test
  default void aDownloadThatMeetsDamageAndIsResumedFromTheOtherDriveIsRight() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    damage(two, two.primary, backup, bytes);

    byte[] arrived = arrivedBeforeDamage(content(two, backup).whole());
    byte[] rest = part(two, backup, arrived.length, SIZE - arrived.length);

    var resumed = new ByteArrayOutputStream();
    resumed.writeBytes(arrived);
    resumed.writeBytes(rest);
    assertThat(resumed.toByteArray()).isEqualTo(bytes);
  }

  @Test
  default void aPartIsServedFromTheOtherDriveWhereItBeginsInDamage() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    damage(two, two.primary, backup, bytes);

    assertThat(part(two, backup, DAMAGED, 16))
        .isEqualTo(Arrays.copyOfRange(bytes, DAMAGED, DAMAGED + 16));
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
  }

  @Test
  default void aBackupWithoutDigestsOfBlocksIsHashedBeforeItsPartLeavesAndGetsThem()
      throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    Optional<String> key = keyOfBlocks(two, backup);
    forgetBlocks(two, backup);

    assertThat(part(two, backup, SIZE - 10, 10))
        .isEqualTo(Arrays.copyOfRange(bytes, SIZE - 10, SIZE));
    assertThat(keyOfBlocks(two, backup)).isPresent().isEqualTo(key);
  }

  @Test
  default void noPartOfADamagedBackupWithoutDigestsOfBlocksIsServed() throws IOException {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    forgetBlocks(two, backup);
    damage(two, two.primary, backup, bytes);

    assertThat(content(two, backup).range(SIZE - 10, 10)).isEmpty();
    assertThat(content(two, backup).whole()).isEmpty();
    assertThat(two.vault.list(two.system)).extracting(Backup::damaged).containsExactly(true);
    assertThat(keyOfBlocks(two, backup)).contains("forgotten");
  }

  @Test
  default void noByteOfADamagedBackupWithoutDigestsOfBlocksIsServed() {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(SIZE).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    forgetBlocks(two, backup);
    damage(two, two.primary, backup, bytes);

    assertThat(two.vault.download(two.system, backup.ref())).contains(bytes);
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
  }

  @Test
  default void aDamagedBackupOfOneBlockIsServedFromTheOtherDrive() {
    var two = new TwoDrives(this);
    byte[] bytes = Payloads.ofLength(BLOCK).bytes();
    Backup backup = two.store(bytes);
    two.run("copies", two.second);
    two.damage(two.primary, backup);

    assertThat(two.vault.download(two.system, backup.ref())).contains(bytes);
    assertThat(two.intactOn(backup)).containsExactly(two.second.drive().id());
  }

  @Test
  default void aScrubRecordsTheDigestsOfBlocksThatAreMissing() {
    var two = new TwoDrives(this);
    Backup backup = two.store(Payloads.ofLength(SIZE).bytes());
    Optional<String> key = keyOfBlocks(two, backup);
    forgetBlocks(two, backup);

    makeScrubsDue();
    two.run("scrub", two.primary);

    assertThat(keyOfBlocks(two, backup)).isPresent().isEqualTo(key);
  }

  @Test
  default void theManifestOfACopyHasTheDigestsOfTheFirstOne() throws IOException {
    var two = new TwoDrives(this);
    Backup backup = two.store(Payloads.ofLength(SIZE).bytes());
    two.run("copies", two.second);

    assertThat(manifestOn(two, two.primary, backup))
        .isEqualTo(manifestOn(two, two.second, backup))
        .contains("\"blocks\":{", blocksOf(two.stored(backup)).base64());
  }

  private BlockDigests blocksOf(StoredBackup stored) {
    return index().backups().blocks(stored).orElseThrow();
  }

  private static String manifestOn(TwoDrives two, Mounted drive, Backup backup) throws IOException {
    try (InputStream manifest =
        drive.store().open(two.manifestOf(backup), 0, Integer.MAX_VALUE).orElseThrow()) {
      return new String(manifest.readAllBytes(), UTF_8);
    }
  }
}
