package dev.coffer.adapter.filesystem;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file that is being written, with the room that it may take. Used by one thread at a time, but
 * for the sync.
 */
record GrowingFile(DurableFileWriter file, Reserve.Claim claim) implements Closeable {

  /** Appends the first bytes of an array; always true. */
  boolean write(byte[] bytes, int count) throws IOException {
    file.write(bytes, count);
    claim.written(count);
    return true;
  }

  /** Brings the bytes so far to the disk; always true. */
  boolean syncBytes() throws IOException {
    file.syncBytes();
    return true;
  }

  @Override
  public void close() {
    try (claim) {
      file.close();
    }
  }
}
