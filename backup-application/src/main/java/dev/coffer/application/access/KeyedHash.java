package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under one key. Thread-safe: a Mac is stateful, so each use clones the keyed one,
 * which is cheaper than looking the algorithm up and expanding the key again.
 */
public final class KeyedHash {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Mac keyed;

  /** Uses the key itself. New uses call {@link #derived}. */
  public KeyedHash(Secret key) {
    this(key.value().getBytes(StandardCharsets.UTF_8));
  }

  private KeyedHash(byte[] key) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(key, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every Java runtime", e);
    }
  }

  /**
   * Uses a key that is derived from {@code key} for one purpose. A hash for another purpose has
   * another value.
   */
  public static KeyedHash derived(Secret key, String purpose) {
    return new KeyedHash(derivedKey(key, purpose));
  }

  /** Derives 32 bytes by HKDF-SHA-256, without a salt because the key is random. */
  static byte[] derivedKey(Secret key, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(key.value().getBytes(StandardCharsets.UTF_8))
                  .thenExpand(("coffer " + purpose).getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("HKDF-SHA256 is part of every Java runtime", e);
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
