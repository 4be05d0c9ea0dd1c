package dev.coffer.adapter.postgres.dump;

import dev.coffer.application.drives.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts bytes on their way and computes their SHA-256. Not thread-safe. */
final class CheckedBytes {

  private final MessageDigest digest = Digests.sha256();
  private long length;

  long length() {
    return length;
  }

  /** Call it once, after the last byte. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void passed(byte[] bytes, int offset, int count) {
    digest.update(bytes, offset, count);
    length += count;
  }

  /** Passes on what is written; closing it leaves {@code target} open. */
  OutputStream to(OutputStream target) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        target.write(bytes, offset, count);
        passed(bytes, offset, count);
      }
    };
  }

  /** Passes on what is read; closing it leaves {@code source} open. */
  InputStream from(InputStream source) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        int read = source.read(bytes, offset, count);
        if (read > 0) {
          passed(bytes, offset, read);
        }
        return read;
      }
    };
  }
}
