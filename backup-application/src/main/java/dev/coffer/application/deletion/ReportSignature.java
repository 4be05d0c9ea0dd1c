package dev.coffer.application.deletion;

import dev.coffer.application.access.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of a report: the id of the key, {@code ed25519}, and the signature in Base64. What
 * is signed is {@code coffer erasure report } and the hex SHA-256 of all lines before, each with a
 * line feed: so a report can have any length, and other tools can verify it too.
 */
public final class ReportSignature {

  private static final String SIGNED = "coffer erasure report ";
  private static final Pattern LAST_LINE =
      Pattern.compile("([A-Za-z0-9._-]+) ed25519 ([A-Za-z0-9+/=]+)");
  private static final Pattern OLDER_LAST_LINE = Pattern.compile("\\S+ [0-9a-f]{64}");

  private final MessageDigest digest;
  private long lines;

  ReportSignature() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
    }
  }

  void add(String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    lines++;
  }

  /** Returns the last line; called once, after all others were added. */
  String lastLine(SigningKey key) {
    byte[] signature = key.sign(signedText());
    return key.id() + " ed25519 " + Base64.getEncoder().encodeToString(signature);
  }

  private String signedText() {
    return SIGNED + HexFormat.of().formatHex(digest.digest());
  }

  /** The result of {@link #verify}. */
  public sealed interface Verdict {}

  /**
   * The report is exactly what the vault wrote.
   *
   * @param backups number of backups in it
   */
  public record Good(String keyId, long backups) implements Verdict {}

  /** The report was changed, or another key has signed it. */
  public record Bad() implements Verdict {}

  /** The report names a key that was not given. */
  public record UnknownKey(String keyId) implements Verdict {}

  /** The report has the HMAC of an earlier build, which only its vault could verify. */
  public record OlderForm() implements Verdict {}

  /** The last line is no signature: the file is something else, or was cut. */
  public record NoReport() implements Verdict {}

  /**
   * Verifies a report.
   *
   * @param report its lines, without line terminators
   * @param keys returns the public key with an id
   */
  public static Verdict verify(
      Iterator<String> report, Function<String, Optional<PublicKey>> keys) {
    var signature = new ReportSignature();
    String last = "";
    boolean isFirst = true;
    while (report.hasNext()) {
      if (!isFirst) {
        signature.add(last);
      }
      isFirst = false;
      last = report.next();
    }
    Matcher found = LAST_LINE.matcher(last);
    if (!found.matches()) {
      return OLDER_LAST_LINE.matcher(last).matches() ? new OlderForm() : new NoReport();
    }
    String keyId = found.group(1);
    return keys.apply(keyId)
        .map(key -> signature.isSigned(key, found.group(2)))
        .<Verdict>map(good -> good ? new Good(keyId, signature.lines - 1) : new Bad())
        .orElseGet(() -> new UnknownKey(keyId));
  }

  private boolean isSigned(PublicKey key, String base64) {
    try {
      return SigningKey.isSigned(key, signedText(), Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
