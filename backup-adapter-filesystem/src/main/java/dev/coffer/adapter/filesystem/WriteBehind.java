package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.DriveHandle;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes a file while its next bytes are being received, and syncs it now and then, so that no sync
 * has many bytes to wait for: a slow disk does not exceed the time limit of a step with a large
 * backup. Used by one thread.
 */
final class WriteBehind {

  /**
   * Of each of the two heap buffers, which are written through the direct buffer that Java keeps
   * for each thread of the drive. A direct one of our own would have to wait for the collector to
   * be freed. Larger ones were no faster.
   */
  static final int BUFFER_BYTES = 128 * 1024;

  /** Bytes after which a sync is begun. */
  private static final long SYNC_BYTES = 64L * 1024 * 1024;

  private final DriveHandle<GrowingFile> file;
  private byte[] free = new byte[BUFFER_BYTES];
  private byte[] inUse = new byte[BUFFER_BYTES];
  private long unsynced;
  private Optional<DriveHandle<GrowingFile>.Started<?>> write = Optional.empty();
  private Optional<DriveHandle<GrowingFile>.Started<?>> sync = Optional.empty();

  WriteBehind(DriveHandle<GrowingFile> file) {
    this.file = file;
  }

  /** Where the next bytes may be put. */
  byte[] buffer() {
    return free;
  }

  /** Begins to write the buffer, which is full. From then on {@link #buffer} is another one. */
  void write() throws IOException {
    end(write);
    byte[] full = free;
    write = Optional.of(file.startAction(growing -> growing.write(full, full.length)));
    free = inUse;
    inUse = full;
    unsynced += full.length;
    if (unsynced >= SYNC_BYTES) {
      unsynced = 0;
      end(sync);
      sync = Optional.of(file.startAction(GrowingFile::syncBytes));
    }
  }

  /** Waits for what was begun: a failed sync must not be followed by one that succeeds. */
  void end() throws IOException {
    end(write);
    write = Optional.empty();
    end(sync);
    sync = Optional.empty();
  }

  private static void end(Optional<DriveHandle<GrowingFile>.Started<?>> step) throws IOException {
    if (step.isPresent()) {
      var _ = step.get().end();
    }
  }
}
