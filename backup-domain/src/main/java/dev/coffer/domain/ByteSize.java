package dev.coffer.domain;

/**
 * A number of bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  public static final ByteSize ZERO = new ByteSize(0);

  public ByteSize {
    Expected.that(bytes >= 0, "size", bytes, "0 or more bytes");
  }

  /** Whether this is more than {@code limit}; 0 = no limit. */
  public boolean exceeds(ByteSize limit) {
    return limit.bytes > 0 && bytes > limit.bytes;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return bytes + " bytes";
  }
}
