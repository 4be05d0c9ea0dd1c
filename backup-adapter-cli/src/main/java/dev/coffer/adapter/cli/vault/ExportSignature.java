package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.application.access.SigningKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line below an export of audit events. What is signed is {@code coffer audit export }, the id
 * of the key, a blank and the last hash, which depends on every line: so nobody without the key can
 * cut or rewrite the file.
 *
 * @param key the id of the key that has signed
 * @param ed25519 the signature in Base64
 */
record ExportSignature(String key, String ed25519) {

  private static final String SIGNED = "coffer audit export ";
  private static final Pattern LINE =
      Pattern.compile("\\{\"key\":\"([A-Za-z0-9._-]+)\",\"ed25519\":\"([A-Za-z0-9+/]+=*)\"}");

  static ExportSignature of(SigningKey key, String lastHash) {
    byte[] signature = key.sign(signedText(key.id(), lastHash));
    return new ExportSignature(key.id(), Base64.getEncoder().encodeToString(signature));
  }

  private static String signedText(String keyId, String lastHash) {
    return SIGNED + keyId + " " + lastHash;
  }

  /** Empty for any other line. */
  static Optional<ExportSignature> parse(String line) {
    Matcher found = LINE.matcher(line);
    return found.matches()
        ? Optional.of(new ExportSignature(found.group(1), found.group(2)))
        : Optional.empty();
  }

  String line() {
    return JsonOption.document(this);
  }

  boolean isBy(PublicKey publicKey, String lastHash) {
    try {
      return SigningKey.isSigned(
          publicKey, signedText(key, lastHash), Base64.getDecoder().decode(ed25519));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
