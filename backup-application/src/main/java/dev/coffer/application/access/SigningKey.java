package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs reports with Ed25519, so that anyone with the public key can verify them. The key is
 * derived from a manifest key and has its id: all instances have the same one, and no further
 * secret has to be kept. Thread-safe.
 */
public final class SigningKey {

  public static final String ALGORITHM = "Ed25519";

  private static final String PURPOSE = "report signature";

  private final String id;
  private final KeyPair pair;

  private SigningKey(String id, KeyPair pair) {
    this.id = id;
    this.pair = pair;
  }

  /** Returns the key for new signatures. */
  public static SigningKey current(Keyring keyring) {
    return all(keyring).values().iterator().next();
  }

  /** Returns the key of each manifest key, by id; the current one comes first. */
  public static Map<String, SigningKey> all(Keyring keyring) {
    var keys = new LinkedHashMap<String, SigningKey>();
    keyring.manifestKeys().forEach((id, key) -> keys.put(id, of(id, key)));
    return keys;
  }

  private static SigningKey of(String id, Secret manifestKey) {
    return new SigningKey(id, pair(KeyedHash.derivedKey(manifestKey, PURPOSE)));
  }

  /** A private key of Ed25519 is nothing but these 32 bytes (RFC 8032, 5.1.5). */
  static KeyPair pair(byte[] privateKey) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new GivenBytes(privateKey));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every Java runtime", e);
    }
  }

  /** Makes the generator compute the public key of a given private one; Java has no other way. */
  private static final class GivenBytes extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    GivenBytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }

  public String id() {
    return id;
  }

  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /** Returns the public key as a PEM file contains it, for OpenSSL and others. */
  public String publicPem() {
    String base64 = Base64.getEncoder().encodeToString(publicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n".formatted(base64);
  }

  public byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with " + ALGORITHM, e);
    }
  }

  /** Whether the owner of {@code key} has signed this text. */
  public static boolean isSigned(PublicKey key, String text, byte[] claimed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(claimed);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length, or another kind of key.
      return false;
    }
  }
}
