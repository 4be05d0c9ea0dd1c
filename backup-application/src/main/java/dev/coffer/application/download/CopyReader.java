package dev.coffer.application.download;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.IntactCopy;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BlockDigests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens copies, and records those that it finds missing or damaged. Thread-safe. */
public final class CopyReader {

  private static final Logger LOG = LoggerFactory.getLogger(CopyReader.class);

  private final BackupIndex index;
  private final Drives drives;
  private final BlockKeys keys;

  public CopyReader(BackupIndex index, Drives drives, BlockKeys keys) {
    this.index = index;
    this.drives = drives;
    this.keys = keys;
  }

  /**
   * Opens the complete backup, for a copy or a scrub. Its bytes are hashed while they stream, and
   * verified block by block if the backup has block digests. If it has none, they are recorded once
   * all bytes have matched.
   *
   * @throws StorageCorrupt when the copy is missing, or known to be damaged at its beginning
   */
  public InputStream whole(StoredBackup stored, IntactCopy copy) {
    long size = stored.backup().size().bytes();
    Optional<InputStream> proven =
        blocks(stored).map(blocks -> proven(stored, copy, blocks, 0, size));
    return proven.isPresent()
        ? opened(proven.get(), bytes -> verified(bytes, stored, copy))
        : opened(open(stored, copy, 0, size), bytes -> digesting(bytes, stored, copy));
  }

  /**
   * Opens the complete backup for a client. Each block is verified before its first byte is handed
   * out, and the whole backup again at its end. A backup without block digests is read and hashed
   * completely first.
   *
   * @throws StorageCorrupt when the copy is missing, or damaged at its beginning
   */
  InputStream download(StoredBackup stored, IntactCopy copy) {
    ByteSize size = stored.backup().size();
    InputStream proven = range(stored, copy, 0, size.bytes());
    return size.compareTo(BlockKeys.BLOCK) <= 0
        ? proven
        : opened(proven, bytes -> verified(bytes, stored, copy));
  }

  /**
   * Opens a part. Each of its blocks is verified before its first byte is handed out. A backup
   * without block digests is read and hashed completely first.
   *
   * @throws StorageCorrupt when the copy is missing, or damaged where the part begins
   */
  InputStream range(StoredBackup stored, IntactCopy copy, long offset, long length) {
    if (stored.backup().size().compareTo(BlockKeys.BLOCK) <= 0) {
      return partOfSmall(stored, copy, offset, length);
    }
    BlockDigests blocks = blocks(stored).orElseGet(() -> readDigests(stored, copy));
    return proven(stored, copy, blocks, offset, length);
  }

  /** Returns the recorded block digests if this vault has the key to compare with them. */
  public Optional<BlockDigests> blocks(StoredBackup stored) {
    return stored.backup().size().compareTo(BlockKeys.BLOCK) <= 0
        ? Optional.empty()
        : index
            .blocks(stored)
            .filter(blocks -> blocks.covers(stored.backup().size()))
            .filter(blocks -> keys.like(blocks, stored.token()).isPresent());
  }

  private InputStream proven(
      StoredBackup stored, IntactCopy copy, BlockDigests blocks, long offset, long length) {
    Backup backup = stored.backup();
    BlockHash hash = keys.like(blocks, stored.token()).orElseThrow();
    long start = ProvenBlocks.start(blocks, offset);
    long end = ProvenBlocks.end(blocks, backup, offset, length);
    return opened(
        open(stored, copy, start, end - start),
        raw -> new ProvenBlocks(raw, backup, blocks, hash, offset, length, damage(stored, copy)));
  }

  private VerifiedBytes verified(InputStream bytes, StoredBackup stored, IntactCopy copy) {
    return new VerifiedBytes(bytes, stored.backup(), damage(stored, copy));
  }

  private InputStream digesting(InputStream bytes, StoredBackup stored, IntactCopy copy) {
    Optional<BlockHash> hash = keys.begin(stored.token(), stored.backup().size());
    return hash.isPresent()
        ? new BlockDigestStream(
            verified(bytes, stored, copy), hash.get(), blocks -> record(stored, blocks))
        : verified(bytes, stored, copy);
  }

  /** Reads the whole copy once, and records its block digests. */
  private BlockDigests readDigests(StoredBackup stored, IntactCopy copy) {
    BlockHash hash = keys.begin(stored.token(), stored.backup().size()).orElseThrow();
    InputStream raw = open(stored, copy, 0, stored.backup().size().bytes());
    var digests = new AtomicReference<BlockDigests>();
    try (raw;
        var bytes = new BlockDigestStream(verified(raw, stored, copy), hash, digests::set)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new StorageUnavailable(stored.objectKey() + ": cannot be read", e);
    }
    BlockDigests blocks = Objects.requireNonNull(digests.get());
    record(stored, blocks);
    return blocks;
  }

  private InputStream partOfSmall(StoredBackup stored, IntactCopy copy, long offset, long length) {
    try (InputStream bytes = whole(stored, copy)) {
      bytes.skipNBytes(offset);
      return new ByteArrayInputStream(bytes.readNBytes(Math.toIntExact(length)));
    } catch (IOException e) {
      throw new StorageUnavailable(stored.objectKey() + ": cannot be read", e);
    }
  }

  /** Closes the raw stream if wrapping it fails, which it does when damage is found immediately. */
  private static InputStream opened(InputStream raw, UnaryOperator<InputStream> wrapping) {
    try {
      return wrapping.apply(raw);
    } catch (StorageException e) {
      closeQuietly(raw);
      throw e;
    }
  }

  private InputStream open(StoredBackup stored, IntactCopy copy, long offset, long length) {
    return drives
        .store(copy.driveId())
        .open(stored.objectKey(), offset, length)
        .orElseThrow(() -> {
          markDamaged(stored, copy, "missing");
          return new StorageCorrupt(stored.objectKey() + ": missing");
        });
  }

  private void record(StoredBackup stored, BlockDigests blocks) {
    try {
      index.recordBlocks(stored, blocks);
    } catch (StorageException e) {
      LOG.warn("digests of the blocks of {} could not be recorded now", stored.objectKey(), e);
    }
  }

  private Consumer<String> damage(StoredBackup stored, IntactCopy copy) {
    return finding -> markDamaged(stored, copy, finding);
  }

  private void markDamaged(StoredBackup stored, IntactCopy copy, String finding) {
    try {
      index.markDamaged(copy.copyId(), finding);
    } catch (StorageException e) {
      LOG.warn("damage of {} could not be recorded now", stored.objectKey(), e);
    }
  }

  static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("closing a stream that had failed", e);
    }
  }
}
