package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
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

  private final Map<String, Pepper> peppers = new LinkedHashMap<>();
  private final String currentPepper;

  public Secrets(Keyring keyring) {
    keyring.peppers().forEach((id, key) -> peppers.put(id, Pepper.of(key)));
    currentPepper = keyring.peppers().keySet().iterator().next();
  }

  /**
   * One key for each purpose.
   *
   * @param older the pepper itself, under which everything was hashed before
   */
  private record Pepper(KeyedHash systems, KeyedHash apiKeys, KeyedHash links, KeyedHash older) {

    static Pepper of(Secret key) {
      return new Pepper(
          KeyedHash.derived(key, "system secret"),
          KeyedHash.derived(key, "API key"),
          KeyedHash.derived(key, "download link"),
          new KeyedHash(key));
    }
  }

  /** Makes a secret from 32 random bytes. */
  public static Secret of(String prefix, byte[] random) {
    String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.US_ASCII));
    return new Secret("%s_%08x".formatted(text, checksum.getValue()));
  }

  /**
   * What a presented secret may be stored as, under each pepper in use: bound to the key of the
   * system or to its use as an API key, or in the older form. The first is what would be stored
   * now. Computed once for each object.
   */
  public List<SecretHmac> candidates(Credentials presented) {
    return presented.hashes(this, () -> hashed(presented));
  }

  private List<SecretHmac> hashed(Credentials presented) {
    String secret = presented.secret().value();
    // An API key comes without a user.
    return presented.user().isEmpty()
        ? candidates(Pepper::apiKeys, secret, secret)
        : candidates(Pepper::systems, bound(presented.user(), presented.secret()), secret);
  }

  /** What a presented secret would be stored as now. */
  public SecretHmac stored(Credentials presented) {
    return candidates(presented).getFirst();
  }

  /** What a system's secret is stored as. */
  public SecretHmac stored(SystemId system, Secret secret) {
    return hmac(currentPepper, Pepper::systems, bound(system.value(), secret));
  }

  /** What an API key is stored as. */
  public SecretHmac stored(Secret apiKey) {
    return hmac(currentPepper, Pepper::apiKeys, apiKey.value());
  }

  /** The signature of a download link, under the current pepper. */
  public String signature(String link) {
    return hmac(currentPepper, Pepper::links, link).hex();
  }

  /** Whether a pepper in use has signed this download link. */
  public boolean isSigned(String link, String signature) {
    byte[] claimed = signature.getBytes(StandardCharsets.US_ASCII);
    return candidates(Pepper::links, link, link).stream()
        .map(hmac -> hmac.hex().getBytes(StandardCharsets.US_ASCII))
        .anyMatch(good -> MessageDigest.isEqual(good, claimed));
  }

  /** No key of a system contains a line feed. */
  private static String bound(String system, Secret secret) {
    return system + "\n" + secret.value();
  }

  private List<SecretHmac> candidates(
      Function<Pepper, KeyedHash> purpose, String text, String olderText) {
    return peppers.keySet().stream()
        .flatMap(id -> Stream.of(hmac(id, purpose, text), hmac(id, Pepper::older, olderText)))
        .toList();
  }

  private SecretHmac hmac(String pepperId, Function<Pepper, KeyedHash> purpose, String text) {
    Pepper pepper = Objects.requireNonNull(peppers.get(pepperId));
    return new SecretHmac(
        pepperId, purpose.apply(pepper).hex(text.getBytes(StandardCharsets.UTF_8)));
  }
}
