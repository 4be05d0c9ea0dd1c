package dev.coffer.adapter.filesystem;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file that is being written, with the room that it may take. Used by one thread at a time, but
 * for the sync.
 */
record GrowingFile(DurableFileWriter file, Reserve.Claim claim) implements Closeable {

  /** Appends the first bytes of an array. */
  void write(byte[] bytes, int count) throws IOException {
    claim.arrived(count);
    file.write(bytes, count);
    claim.written(count);
  }

  /** Brings the bytes so far to the disk. */
  void syncBytes() throws IOException {
    file.syncBytes();
  }

  @Override
  public void close() {
    try (claim) {
      file.close();
    }
  }
}
