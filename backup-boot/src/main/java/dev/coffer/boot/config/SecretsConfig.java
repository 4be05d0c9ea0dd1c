package dev.coffer.boot.config;

import dev.coffer.application.access.Keyring;
import dev.coffer.boot.KeyFile;
import dev.coffer.domain.access.Secret;
import java.util.Map;

/**
 * The vault's keys as an operator gives them, the same for every instance.
 *
 * @param pepper under which secrets are hashed
 * @param manifestKey under which manifests are signed
 */
public record SecretsConfig(Secret pepper, Secret manifestKey) {

  /** What 24 random bytes are in base64; shorter ones were not made by a generator. */
  static final int MIN_LENGTH = 32;

  public SecretsConfig {
    check("secrets.pepper", pepper);
    check("secrets.manifest-key", manifestKey);
    if (pepper.equals(manifestKey)) {
      throw new IllegalArgumentException(
          "secrets.manifest-key: *** (expected: another value than secrets.pepper)");
    }
  }

  private static void check(String key, Secret secret) {
    if (secret.value().length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "%s: *** (expected: %d or more characters)".formatted(key, MIN_LENGTH));
    }
  }

  public Keyring keyring() {
    return new Keyring(
        Map.of(KeyFile.idOf(pepper), pepper), Map.of(KeyFile.idOf(manifestKey), manifestKey));
  }
}
