package dev.coffer.application.tenancy;

import dev.coffer.application.Maintenance;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which credentials were recognised since the last pass, so that no request waits for the index to
 * be told. What an instance has not told when it dies is forgotten. Thread-safe.
 */
public final class CredentialUses implements Maintenance {

  private final CredentialRegistry registry;
  private final Set<UUID> used = ConcurrentHashMap.newKeySet();

  public CredentialUses(CredentialRegistry registry) {
    this.registry = registry;
  }

  public void note(UUID credential) {
    used.add(credential);
  }

  @Override
  public void run() {
    List<UUID> told = List.copyOf(used);
    if (!told.isEmpty()) {
      // First, so that a use in the meantime is told the next time.
      told.forEach(used::remove);
      registry.used(told);
    }
  }
}
