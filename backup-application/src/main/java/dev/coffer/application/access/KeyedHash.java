package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under one key. Thread-safe: a Mac is stateful, so each use clones the keyed one,
 * which is cheaper than looking the algorithm up and expanding the key again.
 */
public final class KeyedHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac keyed;

  public KeyedHash(Secret key) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every Java runtime", e);
    }
  }

  /** Returns the HMAC as 64 lower-case hexadecimal digits. */
  String hex(byte[] message) {
    return HexFormat.of().formatHex(begin().doFinal(message));
  }

  /** Returns a MAC for one message that arrives in parts. */
  public Mac begin() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + " of this runtime cannot be cloned", e);
    }
  }
}
