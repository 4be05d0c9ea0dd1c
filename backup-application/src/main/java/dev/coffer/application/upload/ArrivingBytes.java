package dev.coffer.application.upload;

import dev.coffer.application.drives.Shares;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body whose bytes are no longer outstanding once they were read. Not thread-safe. */
final class ArrivingBytes extends FilterInputStream {

  private final Shares.Share outstanding;

  ArrivingBytes(InputStream body, Shares.Share outstanding) {
    super(body);
    this.outstanding = outstanding;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    outstanding.release(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    outstanding.release(Math.max(0, count));
    return count;
  }
}
