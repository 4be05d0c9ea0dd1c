package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a health check in HTTP/1.0, the default of several proxies, into the same one in HTTP/1.1:
 * Helidon supports nothing else.
 *
 * <p>Its headers are left out, as none of them matters to these paths. Nothing that follows is
 * parsed, because the connection closes after the reply.
 */
final class Http10Probe {
  private static final Pattern PROBE =
      Pattern.compile("((?:GET|HEAD) /(?:ping|ready|health)/?) HTTP/1\\.0\r?\n");

  /** The longest line that can be a probe. */
  private static final int LONGEST_LINE = "HEAD /health/ HTTP/1.0\r\n".length();

  private static final Pattern END = Pattern.compile("\n\r?\n");

  /** Checks send few headers. A longer head is left to Helidon, which refuses it. */
  private static final int LONGEST_HEAD = 8 * 1024;

  private Http10Probe() {}

  /**
   * Returns what Helidon is to read in place of the first bytes of a connection: the same bytes
   * unless they are such a check.
   *
   * @param more waits for further bytes; null after the last ones
   */
  static byte[] translated(byte[] first, Supplier<byte @Nullable []> more) {
    var head = new ByteArrayOutputStream();
    head.writeBytes(first);
    while (needsMore(text(head))) {
      byte[] next = more.get();
      if (next == null) {
        return head.toByteArray();
      }
      head.writeBytes(next);
    }
    Matcher probe = PROBE.matcher(text(head));
    return probe.lookingAt() && END.matcher(text(head)).find()
        ? "%s HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"
            .formatted(probe.group(1))
            .getBytes(ISO_8859_1)
        : head.toByteArray();
  }

  private static boolean needsMore(String head) {
    boolean wholeLine = head.indexOf('\n') >= 0;
    if (!wholeLine) {
      return head.length() < LONGEST_LINE;
    }
    return PROBE.matcher(head).lookingAt()
        && !END.matcher(head).find()
        && head.length() < LONGEST_HEAD;
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(ISO_8859_1);
  }
}
