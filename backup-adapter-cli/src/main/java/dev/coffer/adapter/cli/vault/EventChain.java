package dev.coffer.adapter.cli.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.application.UserError;
import java.io.PrintWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of JSON, each with a hash over itself and the hash of the line before: who knows the last
 * hash notices every line that was changed, removed, added or moved. The last field of a line is
 * its hash; what stands before it is hashed as it is written, so that no program has to agree on a
 * form of JSON. Not thread-safe.
 */
final class EventChain {

  /** The hash before the first line. */
  private static final String START = "0".repeat(64);

  private static final Pattern LINE =
      Pattern.compile("(\\{.*),\"hash\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);

  private final MessageDigest sha256 = sha256();
  private String last = START;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String next(String text) {
    sha256.update(last.getBytes(UTF_8));
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(UTF_8)));
  }

  /** Writes an object with at least one field, as the next line. */
  void append(PrintWriter out, Object object) {
    String document = JsonOption.document(object);
    String text = document.substring(0, document.length() - 1);
    last = next(text);
    out.print(text + ",\"hash\":\"" + last + "\"}\n");
  }

  /**
   * Checks the next line.
   *
   * @return the object without its hash
   * @throws UserError when it does not follow the line before
   */
  String check(long number, String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new UserError("line %d is not a line of coffer audit export".formatted(number));
    }
    String text = matcher.group(1);
    String hash = next(text);
    if (!hash.equals(matcher.group(2))) {
      throw new UserError(
          "line %d was changed, or is not the one that followed line %d"
              .formatted(number, number - 1));
    }
    last = hash;
    return text + "}";
  }

  /** The hash of the last line. */
  String last() {
    return last;
  }
}
