package dev.coffer.application.access;

import dev.coffer.application.Maintenance;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Collects the credentials and API keys that were used since the last pass, so that no request
 * waits until the index has recorded its use. If an instance dies, the uses that it has not
 * recorded yet are lost. Thread-safe.
 */
public final class CredentialUses implements Maintenance {

  private final CallerIndex index;
  private final Map<UUID, SecretHmac> credentials = new ConcurrentHashMap<>();
  private final Map<UUID, SecretHmac> keys = new ConcurrentHashMap<>();

  public CredentialUses(CallerIndex index) {
    this.index = index;
  }

  /**
   * Notes a use of a system's credential.
   *
   * @param current the hash of its secret in the current form
   */
  public void note(UUID credential, SecretHmac current) {
    credentials.put(credential, current);
  }

  /**
   * Notes a use of an API key.
   *
   * @param current its hash in the current form
   */
  void noteKey(UUID key, SecretHmac current) {
    keys.put(key, current);
  }

  @Override
  public void run() {
    write(credentials, index::used);
    write(keys, index::usedKeys);
  }

  private static void write(Map<UUID, SecretHmac> noted, Consumer<Map<UUID, SecretHmac>> written) {
    Map<UUID, SecretHmac> used = Map.copyOf(noted);
    if (!used.isEmpty()) {
      // Removed before they are written, so that a use in the meantime is recorded by the next
      // pass.
      used.keySet().forEach(noted::remove);
      written.accept(used);
    }
  }
}
