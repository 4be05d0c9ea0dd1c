package dev.coffer.boot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.S3BlobStore;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.StubS3;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
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

  private static final String MARKER = ".vault/drive";
  private static final int ALL = 10_000;

  private final IndexPorts index;
  private final UUID driveId;
  private final TestVault vault;
  private final Registered system;

  /** Makes the bucket of {@code config} a drive of its own. */
  public VaultOnS3(IndexPorts index, S3Config config) {
    this(index, config, index.unfinishedUploads());
  }

  /** As the other one, with a store that notes its uploads in a place that may fail. */
  public VaultOnS3(IndexPorts index, S3Config config, UnfinishedUploads unfinished) {
    this.index = index;
    this.driveId =
        index.drives().known("s3-" + UUID.randomUUID(), "s3", UUID.randomUUID()).drive().id();
    BlobStore store =
        new S3BlobStore(config, driveId, unfinished, Clock.systemUTC(), StubS3.IMPATIENT);
    store.initialise(driveId);
    this.vault = TestVault.over(index, driveId, store);
    this.system = vault.register();
  }

  public ApplianceBackups.StoreResult upload(Payload payload) {
    return upload(payload.length(), payload::open);
  }

  public ApplianceBackups.StoreResult upload(long size, ApplianceBackups.Body body) {
    return vault.useCases().applianceBackups().store(vault.announce(system, size), body);
  }

  /** The bytes of a sender that is gone after them. */
  public static InputStream brokenOffAfter(Payload payload) {
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

  public List<Backup> listed() {
    return vault.list(system);
  }

  public void assertDownloads(Backup backup, Payload payload) {
    assertThat(vault.download(system, backup.ref()).orElseThrow()).isEqualTo(payload.bytes());
  }

  /** Nothing is reserved, and nothing is noted as open. */
  public void assertIndexIsSettled() {
    assertThat(vault.reserved(system)).isEqualTo(ByteSize.ZERO);
    assertThat(index.unfinishedUploads().claimLeftOver(Duration.ZERO, Duration.ZERO, ALL))
        .filteredOn(upload -> upload.driveId().equals(driveId))
        .isEmpty();
  }

  /** The whole bucket: the marker, and of each listed backup the object and its manifest. */
  public void assertHoldsWhatIsListedAnd(Collection<String> aliens, Set<String> keys) {
    UUID systemUuid = vault.recognise(system).systemUuid();
    Set<String> expected = new HashSet<>(aliens);
    expected.add(MARKER);
    for (Backup backup : listed()) {
      expected.add(find(backup).objectKey().value());
      expected.add(".vault/manifests/%s/%s".formatted(systemUuid, backup.id()));
    }
    assertThat(keys).containsExactlyInAnyOrderElementsOf(expected);
  }
}
