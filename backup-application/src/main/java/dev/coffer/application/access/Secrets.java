package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Makes, checks and hashes secrets. A secret is a prefix, 256 random bits and a checksum, so that a
 * typo is noticed and leak scanners recognise it. No slow hash is needed: people never choose such
 * a secret, and nobody can guess it.
 */
public final class Secrets {

  /** The prefix of a system's secret. */
  public static final String SYSTEM_PREFIX = "cs1_";

  /** The prefix of an operator's API key. */
  public static final String API_KEY_PREFIX = "ck1_";

  private final Map<String, KeyedHash> peppers = new LinkedHashMap<>();
  private final String currentPepper;

  public Secrets(Keyring keyring) {
    keyring.peppers().forEach((id, key) -> peppers.put(id, new KeyedHash(key)));
    currentPepper = keyring.peppers().keySet().iterator().next();
  }

  /** Makes a secret from 32 random bytes. */
  public static Secret of(String prefix, byte[] random) {
    String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.US_ASCII));
    return new Secret("%s_%08x".formatted(text, checksum.getValue()));
  }

  /**
   * Returns every form in which a presented secret may be stored: its HMAC under each pepper in
   * use.
   */
  public List<SecretHmac> candidates(Secret presented) {
    return peppers.keySet().stream().map(id -> hmac(id, presented)).toList();
  }

  /**
   * Signs a text under the current pepper. The text must begin with its purpose, so that it can
   * never be mistaken for a secret.
   */
  public String signature(String text) {
    return hmac(currentPepper, new Secret(text)).hex();
  }

  /** Whether this text was signed under a pepper in use. */
  public boolean isSigned(String text, String signature) {
    byte[] claimed = signature.getBytes(StandardCharsets.US_ASCII);
    return candidates(new Secret(text)).stream()
        .map(hmac -> hmac.hex().getBytes(StandardCharsets.US_ASCII))
        .anyMatch(good -> MessageDigest.isEqual(good, claimed));
  }

  /** Returns the form in which a new secret is stored. */
  public SecretHmac stored(Secret secret) {
    return hmac(currentPepper, secret);
  }

  private SecretHmac hmac(String pepperId, Secret secret) {
    KeyedHash pepper = Objects.requireNonNull(peppers.get(pepperId));
    return new SecretHmac(pepperId, pepper.hex(secret.value().getBytes(StandardCharsets.UTF_8)));
  }
}
