package dev.coffer.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.s3.S3BlobStore;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.StubS3;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A vault with one system, on an index that it shares and a bucket that it has to itself; and what
 * must hold of the two once a fault is over.
 */
public final class VaultOnS3 {

  /** The store itself, whatever is between it and the vault. */
  public interface Bucket {

    Set<String> keys();

    /** Whether multipart uploads are open. */
    boolean hasOpenUploads();

    /** Ends the fault. */
    void heal();
  }

  private static final String MARKER = ".vault/drive";
  private static final int ALL = 10_000;

  private final IndexPorts index;
  private final Bucket bucket;
  private final UUID driveId;
  private final TestVault vault;
  private final Registered system;

  /** Makes the bucket of {@code config} a drive of its own. */
  public VaultOnS3(IndexPorts index, S3Config config, Bucket bucket) {
    this(index, config, bucket, index.unfinishedUploads());
  }

  /** As the other one, with a store that notes its uploads in a place that may fail. */
  public VaultOnS3(IndexPorts index, S3Config config, Bucket bucket, UnfinishedUploads unfinished) {
    this.index = index;
    this.bucket = bucket;
    this.driveId =
        index.drives().known("s3-" + UUID.randomUUID(), "s3", UUID.randomUUID()).drive().id();
    BlobStore store =
        new S3BlobStore(config, driveId, unfinished, Clock.systemUTC(), StubS3.WITHOUT_PAUSES);
    store.initialise(driveId);
    this.vault = TestVault.over(index, driveId, store);
    this.system = vault.register();
  }

  private ApplianceBackups.StoreResult upload(Payload payload) {
    return upload(payload.length(), payload::open);
  }

  private ApplianceBackups.StoreResult upload(long size, ApplianceBackups.Body body) {
    return vault.useCases().applianceBackups().store(vault.announce(system, size), body);
  }

  /** The bytes of a sender that is gone after them. */
  private static InputStream brokenOffAfter(Payload payload) {
    var gone =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read() throws IOException {
            throw new IOException("the connection was reset");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    return new SequenceInputStream(payload.open(), gone);
  }

  /** What would be 201. */
  public StoredBackup uploadStored(Payload payload) {
    if (upload(payload) instanceof ApplianceBackups.Stored(Backup backup)) {
      return find(backup);
    }
    throw new AssertionError("the upload was refused");
  }

  private StoredBackup find(Backup backup) {
    return index.backups().find(vault.recognise(system).systemUuid(), backup.ref()).orElseThrow();
  }

  /** As two passes after all leases are over. */
  public void recoverTwice() {
    vault.recover();
    vault.recover();
  }

  private List<Backup> listed() {
    return vault.list(system);
  }

  /** An upload whose outcome is 503, and which recovery takes back once the fault is over. */
  public void assertUnavailableAndTakenBack(Payload payload) {
    assertUnavailable(payload);
    assertThat(listed()).isEmpty();

    bucket.heal();
    recoverTwice();

    assertThat(listed()).isEmpty();
    assertNothingIsOrphaned(Set.of());
  }

  public void assertUnavailable(Payload payload) {
    assertThatThrownBy(() -> upload(payload)).isInstanceOf(StorageUnavailable.class);
  }

  /** What was acknowledged is there once the fault is over, and nothing else. */
  public void assertKeeps(StoredBackup stored, Payload payload) {
    bucket.heal();
    recoverTwice();
    assertThat(listed()).containsExactly(stored.backup());
    assertDownloads(stored.backup(), payload);
    assertNothingIsOrphaned(Set.of());
  }

  /** The sender of so many bytes is gone after three quarters of them. */
  public void assertABrokenOffUploadLeavesNothing(int length) {
    Payload most = Payloads.ofLength(length / 4 * 3L);

    assertThat(upload(length, () -> brokenOffAfter(most)))
        .isInstanceOf(UploadRefusal.LengthMismatch.class);

    recoverTwice();
    assertNothingIsOrphaned(Set.of());
  }

  /**
   * Neither in the index nor in the bucket.
   *
   * @param aliens keys of others
   */
  public void assertNothingIsOrphaned(Set<String> aliens) {
    assertHoldsWhatIsListedAnd(aliens);
    assertThat(bucket.hasOpenUploads()).isFalse();
    assertIndexIsSettled();
  }

  public void assertDownloads(Backup backup, Payload payload) {
    assertThat(vault.download(system, backup.ref()).orElseThrow()).isEqualTo(payload.bytes());
  }

  /** Nothing is reserved, and nothing is noted as open. */
  private void assertIndexIsSettled() {
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
    assertThat(index.unfinishedUploads().claimLeftOver(Duration.ZERO, Duration.ZERO, ALL))
        .filteredOn(upload -> upload.driveId().equals(driveId))
        .isEmpty();
  }

  /** The whole bucket: the marker, and of each listed backup the object and its manifest. */
  private void assertHoldsWhatIsListedAnd(Collection<String> aliens) {
    UUID systemUuid = vault.recognise(system).systemUuid();
    Set<String> expected = new HashSet<>(aliens);
    expected.add(MARKER);
    for (Backup backup : listed()) {
      expected.add(find(backup).objectKey().value());
      expected.add(".vault/manifests/%s/%s".formatted(systemUuid, backup.id()));
    }
    assertThat(bucket.keys()).containsExactlyInAnyOrderElementsOf(expected);
  }
}
