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
 * How secrets look and what is kept of them. A secret is a prefix, 256 random bits and a checksum,
 * by which typos and leak scanners tell it from other text. No slow hash: such a secret cannot be
 * guessed, and it is never chosen by people.
 */
public final class Secrets {

  /** What the secret of a system begins with. */
  public static final String SYSTEM_PREFIX = "cs1_";

  /** What an operator's API key begins with. */
  public static final String API_KEY_PREFIX = "ck1_";

  private final Map<String, KeyedHash> peppers = new LinkedHashMap<>();
  private final String currentPepper;

  public Secrets(Keyring keyring) {
    keyring.peppers().forEach((id, key) -> peppers.put(id, new KeyedHash(key)));
    currentPepper = keyring.peppers().keySet().iterator().next();
  }

  /** The secret made of these 32 random bytes. */
  public static Secret of(String prefix, byte[] random) {
    String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.US_ASCII));
    return new Secret("%s_%08x".formatted(text, checksum.getValue()));
  }

  /** What a presented secret may be stored as: its HMAC under each pepper in use. */
  public List<SecretHmac> candidates(Secret presented) {
    return peppers.keySet().stream().map(id -> hmac(id, presented)).toList();
  }

  /** A signature under the current pepper; the text says what it is for, as no secret does. */
  public String signature(String text) {
    return hmac(currentPepper, new Secret(text)).hex();
  }

  /** Whether a pepper in use has signed this text. */
  public boolean isSigned(String text, String signature) {
    byte[] claimed = signature.getBytes(StandardCharsets.US_ASCII);
    return candidates(new Secret(text)).stream()
        .map(hmac -> hmac.hex().getBytes(StandardCharsets.US_ASCII))
        .anyMatch(good -> MessageDigest.isEqual(good, claimed));
  }

  /** What a new secret is stored as. */
  public SecretHmac stored(Secret secret) {
    return hmac(currentPepper, secret);
  }

  private SecretHmac hmac(String pepperId, Secret secret) {
    KeyedHash pepper = Objects.requireNonNull(peppers.get(pepperId));
    return new SecretHmac(pepperId, pepper.hex(secret.value().getBytes(StandardCharsets.UTF_8)));
  }
}
