package dev.coffer.application.drives;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads bytes of a drive on its threads, in pieces, one piece ahead. The pieces are read into
 * arrays of their own, because a late read must not write into an array that its caller already
 * uses for something else. Used by one thread.
 */
public final class DriveStream extends InputStream {

  /** Each stream holds two pieces. Smaller pieces would cost more thread switches. */
  private static final int MAX_PIECE = 256 * 1024;

  private final DriveHandle<Opened> source;
  private final long length;
  private long passed;
  private Piece current;
  private int next;
  private Optional<DriveHandle<Opened>.Started<Piece>> ahead = Optional.empty();

  private DriveStream(DriveHandle<Opened> source, long length) {
    this.source = source;
    this.length = length;
    this.current = source.opened().first();
    this.passed = current.count;
    readAhead(new byte[MAX_PIECE]);
  }

  /** An array, and the number of bytes that were read into it. */
  private static final class Piece {

    private final byte[] bytes;
    private final int count;

    Piece(byte[] bytes, int count) {
      this.bytes = bytes;
      this.count = count;
    }

    /** Reads a piece. It has fewer than {@code most} bytes only at the end of the source. */
    static Piece read(InputStream source, byte[] bytes, int most) throws IOException {
      return new Piece(bytes, source.readNBytes(bytes, 0, most));
    }
  }

  /** A source and its first piece. */
  private record Opened(InputStream bytes, Piece first) implements Closeable {

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /**
   * Opens a source and reads its first piece in one step, which reads a small source completely.
   * Ends early if the source does.
   *
   * @param what for messages, with the key
   * @param opening opens the source, which is closed with the stream
   * @param length at most this many bytes
   */
  public static InputStream open(
      DriveThreads threads, String what, DriveThreads.Step<InputStream> opening, long length)
      throws IOException {
    int most = (int) Math.min(length, MAX_PIECE);
    var source = threads.open(what, () -> opened(opening.run(), most, length));
    Piece first = source.opened().first();
    return isAll(first, most, length)
        ? new ByteArrayInputStream(first.bytes, 0, first.count)
        : new DriveStream(source, length);
  }

  /** Closes the source immediately if it has no more bytes. */
  private static Opened opened(InputStream bytes, int most, long length) throws IOException {
    boolean more = false;
    try {
      var first = Piece.read(bytes, new byte[most], most);
      more = !isAll(first, most, length);
      return new Opened(bytes, first);
    } finally {
      if (!more) {
        bytes.close();
      }
    }
  }

  private static boolean isAll(Piece first, int most, long length) {
    return first.count < most || most == length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (next == current.count && !nextPiece()) {
      return -1;
    }
    int given = Math.min(count, current.count - next);
    System.arraycopy(current.bytes, next, target, offset, given);
    next += given;
    return given;
  }

  private boolean nextPiece() throws IOException {
    if (ahead.isEmpty()) {
      return false;
    }
    var arriving = ahead.get();
    ahead = Optional.empty();
    byte[] free = current.bytes;
    current = arriving.end();
    passed += current.count;
    next = 0;
    if (current.count > 0) {
      readAhead(free);
    }
    return current.count > 0;
  }

  /** Starts to read the next piece, unless everything was read. */
  private void readAhead(byte[] free) {
    int most = (int) Math.min(free.length, length - passed);
    if (most > 0) {
      ahead = Optional.of(source.start(opened -> Piece.read(opened.bytes(), free, most)));
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
