package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of the vault, each with an id that is stored with every hash or signature made under it.
 * The keys themselves are never stored in the index or on a drive.
 *
 * @param peppers under which secrets are hashed, by id; the first is used for new ones
 * @param manifestKeys under which manifests are signed, by id; the first is used for new ones
 */
public record Keyring(Map<String, Secret> peppers, Map<String, Secret> manifestKeys) {

  public Keyring {
    peppers = unmodifiable("peppers", peppers);
    manifestKeys = unmodifiable("manifest keys", manifestKeys);
  }

  /** Keeps the order, which {@code Map.copyOf} does not. */
  private static Map<String, Secret> unmodifiable(String name, Map<String, Secret> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(name + ": none (expected: at least one)");
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }
}
