package dev.coffer.adapter.http.reply;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part that a {@code Range} header requests of a representation of known size (RFC 9110, 14).
 */
public sealed interface ByteRange {

  /**
   * The complete representation: there is no range, there are several, its unit is unknown, or it
   * is invalid.
   */
  record Whole() implements ByteRange {}

  /**
   * A part that exists.
   *
   * @param length 1 or more; {@code first + length} is at most the size
   */
  record Part(long first, long length, long size) implements ByteRange {

    public boolean isWhole() {
      return length == size;
    }

    /** The value of {@code Content-Range}. */
    public String contentRange() {
      return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
  }

  /** One range that is completely outside of the representation. */
  record Unsatisfiable(long size) implements ByteRange {

    /** The value of {@code Content-Range}. */
    public String contentRange() {
      return "bytes */" + size;
    }
  }

  Pattern SINGLE = Pattern.compile("(?i:bytes)=[ \\t]*(\\d*)-(\\d*)[ \\t]*");

  BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /**
   * Reads {@code Range} and {@code If-Range}.
   *
   * @param size 1 or more
   * @param etag the tag that {@code If-Range} must name for the range to apply; a date never
   *     matches
   */
  static ByteRange of(Headers headers, long size, String etag) {
    List<String> ranges = headers.all(HeaderNames.RANGE, List::of);
    boolean current = headers.first(HeaderNames.IF_RANGE).map(etag::equals).orElse(true);
    return ranges.size() == 1 && current ? parse(ranges.getFirst(), size) : new Whole();
  }

  private static ByteRange parse(String range, long size) {
    Matcher single = SINGLE.matcher(range);
    if (!single.matches()) {
      return new Whole();
    }
    String first = single.group(1);
    String last = single.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(number(last), size);
    }
    return between(number(first), last.isEmpty() ? Long.MAX_VALUE : number(last), size);
  }

  /**
   * A number may have any number of digits. One that does not fit into a long is beyond the end of
   * any representation.
   */
  private static long number(String digits) {
    return new BigInteger(digits).min(MAX).longValueExact();
  }

  private static ByteRange suffix(long length, long size) {
    long available = Math.min(length, size);
    return available == 0 ? new Unsatisfiable(size) : new Part(size - available, available, size);
  }

  private static ByteRange between(long first, long last, long size) {
    if (last < first) {
      return new Whole();
    }
    return first >= size
        ? new Unsatisfiable(size)
        : new Part(first, Math.min(last, size - 1) - first + 1, size);
  }
}
