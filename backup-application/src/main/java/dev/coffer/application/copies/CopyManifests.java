package dev.coffer.application.copies;

import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.copies.CopyQueue.ManifestFinding;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ManifestFormat;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks and repairs the manifests of copies. The index is the reference. Thread-safe. */
public final class CopyManifests {

  private static final Logger LOG = LoggerFactory.getLogger(CopyManifests.class);

  private final CopyReader reader;
  private final ManifestFormat format;
  private final UUID vaultId;

  public CopyManifests(CopyReader reader, ManifestFormat format, UUID vaultId) {
    this.reader = reader;
    this.format = format;
    this.vaultId = vaultId;
  }

  /**
   * Checks the manifest, and writes it if it is missing or wrong.
   *
   * @param mayWrite asked before it is written
   * @throws StorageUnavailable when it cannot be read now
   */
  ManifestFinding check(
      BlobStore drive, UUID systemUuid, StoredBackup stored, BooleanSupplier mayWrite) {
    if (isRight(drive, systemUuid, stored)) {
      return ManifestFinding.RIGHT;
    }
    if (!mayWrite.getAsBoolean()) {
      return ManifestFinding.MISSING;
    }
    BlobKey key = key(systemUuid, stored);
    try {
      write(drive, systemUuid, stored);
      LOG.warn("the manifest {} was missing or wrong, and was rewritten", key);
      return ManifestFinding.REWRITTEN;
    } catch (StorageException e) {
      LOG.error("the manifest {} is missing or wrong, and could not be rewritten", key, e);
      return ManifestFinding.MISSING;
    }
  }

  /**
   * Does the same as {@link #check}, for a copy in progress.
   *
   * @throws StorageException when the manifest could not be written
   */
  void ensure(BlobStore drive, UUID systemUuid, StoredBackup stored) {
    if (!isRight(drive, systemUuid, stored)) {
      write(drive, systemUuid, stored);
    }
  }

  void remove(BlobStore drive, UUID systemUuid, StoredBackup stored) {
    drive.remove(key(systemUuid, stored), stored.token());
  }

  private static BlobKey key(UUID systemUuid, StoredBackup stored) {
    return ObjectKeys.manifest(systemUuid, stored.backup().id());
  }

  private boolean isRight(BlobStore drive, UUID systemUuid, StoredBackup stored) {
    BlobKey key = key(systemUuid, stored);
    try {
      return drive
          .open(key, 0, ManifestFormat.maxBytes(stored.backup().size()))
          .map(bytes -> format.read(readAll(key, bytes)))
          .filter(manifest -> manifest.equals(manifest(systemUuid, stored, manifest.digests())))
          .filter(manifest -> manifest.digests().sha256().equals(stored.backup().sha256()))
          .isPresent();
    } catch (StorageCorrupt e) {
      LOG.debug("{} cannot be read as a manifest", key, e);
      return false;
    }
  }

  private static byte[] readAll(BlobKey key, InputStream bytes) {
    try (bytes) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new StorageUnavailable(key + ": cannot be read", e);
    }
  }

  /** Removes an existing object first, because a store refuses to overwrite. */
  private void write(BlobStore drive, UUID systemUuid, StoredBackup stored) {
    BlobKey key = key(systemUuid, stored);
    byte[] bytes =
        format.write(
            manifest(
                systemUuid,
                stored,
                new ContentDigests(stored.backup().sha256(), reader.blocks(stored))));
    drive.remove(key, stored.token());
    try {
      drive.put(key, stored.token(), new ByteSize(bytes.length), new ByteArrayInputStream(bytes));
    } catch (IllegalStateException e) {
      // The object there is not the vault's own. Its token is another one, so it was not removed.
      throw new StorageCorrupt(key + ": taken by an object that this vault did not write", e);
    }
  }

  /** Block digests are optional and change with their key, so any signed ones are accepted. */
  private Manifest manifest(UUID systemUuid, StoredBackup stored, ContentDigests digests) {
    Backup backup = stored.backup();
    return new Manifest(
        vaultId,
        backup.id(),
        systemUuid,
        stored.objectKey().value(),
        backup.size(),
        digests,
        stored.token(),
        backup.number(),
        backup.filename(),
        backup.mediaType(),
        backup.receivedAt());
  }
}
