package dev.coffer.application.download;

import dev.coffer.application.drives.Digests;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Consumer;

/**
 * A backup that is being downloaded, hashed while it streams. Its last 64 KiB are held back until
 * the whole backup has matched. A reader that receives every byte has the right ones; a damaged
 * backup ends with an exception instead. Not thread-safe.
 */
public final class VerifiedBytes extends InputStream {

  static final int HELD_BACK = 64 * 1024;

  private final InputStream stored;
  private final Backup backup;
  private final Consumer<String> onDamage;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] single = new byte[1];
  private long passing;
  private byte[] tail = new byte[0];
  private int tailRead;
  private boolean verified;

  /**
   * Verifies a backup immediately if it is small enough to be held back completely.
   *
   * @param onDamage receives the finding before {@link StorageCorrupt} is thrown
   */
  public VerifiedBytes(InputStream stored, Backup backup, Consumer<String> onDamage) {
    this.stored = stored;
    this.backup = backup;
    this.onDamage = onDamage;
    this.passing = Math.max(0, backup.size().bytes() - HELD_BACK);
    if (passing == 0) {
      verify();
    }
  }

  @Override
  public int read() {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (passing > 0) {
      int count = readStored(buffer, offset, (int) Math.min(length, passing));
      digest.update(buffer, offset, count);
      passing -= count;
      return count;
    }
    if (!verified) {
      verify();
    }
    if (tailRead == tail.length) {
      return -1;
    }
    int count = Math.min(length, tail.length - tailRead);
    System.arraycopy(tail, tailRead, buffer, offset, count);
    tailRead += count;
    return count;
  }

  private void verify() {
    tail = new byte[(int) Math.min(backup.size().bytes(), HELD_BACK)];
    int filled = 0;
    while (filled < tail.length) {
      filled += readStored(tail, filled, tail.length - filled);
    }
    digest.update(tail);
    if (!MessageDigest.isEqual(digest.digest(), backup.sha256().bytes())) {
      throw damaged("the bytes do not match their SHA-256");
    }
    verified = true;
  }

  private int readStored(byte[] buffer, int offset, int length) {
    try {
      int count = stored.read(buffer, offset, length);
      if (count >= 0) {
        return count;
      }
    } catch (IOException e) {
      throw new StorageUnavailable(backup.ref() + ": cannot be read", e);
    }
    throw damaged("shorter than " + backup.size());
  }

  private StorageCorrupt damaged(String finding) {
    onDamage.accept(finding);
    return new StorageCorrupt(backup.ref() + ": " + finding);
  }

  @Override
  public void close() throws IOException {
    stored.close();
  }
}
