package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.StorageFull;
import dev.coffer.domain.ByteSize;
import java.io.File;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses a backup before its first byte where it would leave too little of the file system free.
 * Room is held in steps, as bytes arrive: what was only announced takes no room from others. So a
 * backup that fits when it begins may be refused on its way, when others were faster. Writes of
 * other processes show up as ENOSPC. Thread-safe.
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

  /** How much a put holds before it arrives. */
  static final long STEP_BYTES = 8L * 1024 * 1024;

  private final FilesystemConfig config;
  private final Space space;
  private final AtomicLong heldBytes = new AtomicLong();

  Reserve(FilesystemConfig config, Space space) {
    this.config = config;
    this.space = space;
  }

  /**
   * Room for the first step of an object that is to be written.
   *
   * @throws StorageFull when the whole object would eat into the reserve
   */
  Claim claim(ByteSize size, String action) {
    long first = Math.min(size.bytes(), STEP_BYTES);
    long later = size.bytes() - first;
    hold(first, later, action);
    return new Claim(action, first, later);
  }

  /** Holds bytes, if these and {@code later} ones, which are not held yet, fit. */
  private void hold(long bytes, long later, String action) {
    long total = space.totalBytes();
    long held = heldBytes.addAndGet(bytes);
    // Some file systems in user space report 0 of 0: those are left to ENOSPC.
    long left = space.usableBytes() - held - later;
    long reserved = reserved(total);
    if (total > 0 && left < reserved) {
      heldBytes.addAndGet(-bytes);
      throw new StorageFull(
          "%s: %d bytes would leave %d bytes (expected: at least %d)"
              .formatted(action, bytes + later, left, reserved));
    }
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
    return new Claim("", 0, 0);
  }

  /** The room of one put. Used by one thread at a time. */
  final class Claim implements AutoCloseable {

    private final String action;
    private long held;
    private long later;

    /**
     * @param held not written yet
     * @param later not even held
     */
    private Claim(String action, long held, long later) {
      this.action = action;
      this.held = held;
      this.later = later;
    }

    /**
     * This number of bytes has arrived and is about to be written.
     *
     * @throws StorageFull when there is no room for a further step that they need
     */
    void arrived(long bytes) {
      if (bytes > held && later > 0) {
        long step = Math.min(later, Math.max(STEP_BYTES, bytes - held));
        hold(step, 0, action);
        held += step;
        later -= step;
      }
    }

    /** This number of bytes is now on the file system and missing in its free space. */
    void written(long bytes) {
      long released = Math.min(bytes, held);
      held -= released;
      heldBytes.addAndGet(-released);
    }

    @Override
    public void close() {
      written(held);
    }
  }
}
