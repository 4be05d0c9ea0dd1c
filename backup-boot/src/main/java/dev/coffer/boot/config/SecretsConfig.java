package dev.coffer.boot.config;

import dev.coffer.application.access.Keyring;
import dev.coffer.boot.KeyFile;
import dev.coffer.domain.access.Secret;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The vault's keys as an operator gives them, the same for every instance.
 *
 * @param pepper under which secrets are hashed
 * @param olderPeppers accepted, and not used for what is new
 * @param manifestKey under which manifests are signed
 * @param olderManifestKeys accepted, and not used for what is new
 */
public record SecretsConfig(
    Secret pepper, List<Secret> olderPeppers, Secret manifestKey, List<Secret> olderManifestKeys) {

  /** What 24 random bytes are in base64; shorter ones were not made by a generator. */
  static final int MIN_LENGTH = 32;

  public SecretsConfig {
    olderPeppers = List.copyOf(olderPeppers);
    olderManifestKeys = List.copyOf(olderManifestKeys);
    var keys = new HashSet<Secret>();
    check("secrets.pepper", pepper, keys);
    check("secrets.manifest-key", manifestKey, keys);
    olderPeppers.forEach(key -> check("secrets.older-peppers", key, keys));
    olderManifestKeys.forEach(key -> check("secrets.older-manifest-keys", key, keys));
  }

  private static void check(String name, Secret key, Set<Secret> others) {
    if (key.value().length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "%s: *** (expected: %d or more characters)".formatted(name, MIN_LENGTH));
    }
    if (!others.add(key)) {
      throw new IllegalArgumentException(
          "%s: *** (expected: another value than every other key under secrets)".formatted(name));
    }
  }

  public Keyring keyring() {
    return new Keyring(byId(pepper, olderPeppers), byId(manifestKey, olderManifestKeys));
  }

  private static Map<String, Secret> byId(Secret current, List<Secret> older) {
    var keys = new LinkedHashMap<String, Secret>();
    Stream.concat(Stream.of(current), older.stream())
        .forEach(key -> keys.put(KeyFile.idOf(key), key));
    return keys;
  }
}
