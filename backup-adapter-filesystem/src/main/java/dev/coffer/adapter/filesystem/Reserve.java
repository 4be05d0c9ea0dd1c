package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.StorageFull;
import dev.coffer.domain.ByteSize;
import java.io.File;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses a backup before its first byte where it would leave too little of the file system free.
 * Counts the bytes that this process is still going to write, so that concurrent uploads do not
 * share one free gigabyte. Writes of other processes show up as ENOSPC. Thread-safe.
 */
final class Reserve {

  /**
   * The room of the file system that holds the drive. Both are 0 if the file system does not report
   * it.
   */
  interface Space {
    long totalBytes();

    long usableBytes();

    /**
     * By {@link File}, which asks statvfs(3) of the path; a {@link java.nio.file.FileStore} reads
     * the table of mounts first, which does not have every path in it in a container.
     */
    static Space of(File directory) {
      return new Space() {
        @Override
        public long totalBytes() {
          return directory.getTotalSpace();
        }

        @Override
        public long usableBytes() {
          return directory.getUsableSpace();
        }
      };
    }
  }

  private final FilesystemConfig config;
  private final Space space;
  private final AtomicLong pendingBytes = new AtomicLong();

  Reserve(FilesystemConfig config, Space space) {
    this.config = config;
    this.space = space;
  }

  /**
   * Room for an object that is to be written.
   *
   * @throws StorageFull when it would eat into the reserve
   */
  Claim claim(ByteSize size, String action) {
    long total = space.totalBytes();
    long pending = pendingBytes.addAndGet(size.bytes());
    var claim = new Claim(size.bytes());
    // Some file systems in user space report 0 of 0: those are left to ENOSPC.
    long left = space.usableBytes() - pending;
    long reserved = reserved(total);
    if (total > 0 && left < reserved) {
      claim.close();
      throw new StorageFull(
          "%s: %s would leave %d bytes (expected: at least %d)"
              .formatted(action, size, left, reserved));
    }
    return claim;
  }

  private long reserved(long total) {
    return Math.min(total / 100 * config.reservePercent(), config.reserveMax().bytes());
  }

  /**
   * The bytes that backups may still take; empty if the file system does not report its free space.
   */
  OptionalLong room() {
    long total = space.totalBytes();
    return total == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, space.usableBytes() - reserved(total)));
  }

  /** No claim: for what the reserve is there for. */
  Claim exempt() {
    return new Claim(0);
  }

  /** The bytes that one put has not written yet. Used by one thread at a time. */
  final class Claim implements AutoCloseable {

    private long remaining;

    private Claim(long remaining) {
      this.remaining = remaining;
    }

    /** This number of bytes is now on the file system and missing in its free space. */
    void written(long bytes) {
      long released = Math.min(bytes, remaining);
      remaining -= released;
      pendingBytes.addAndGet(-released);
    }

    @Override
    public void close() {
      written(remaining);
    }
  }
}
