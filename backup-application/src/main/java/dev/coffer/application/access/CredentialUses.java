package dev.coffer.application.access;

import dev.coffer.application.Maintenance;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The credentials that were recognised since the last pass, so that no request waits for the index
 * to write them down. Those that an instance has not written when it dies are lost. Thread-safe.
 */
public final class CredentialUses implements Maintenance {

  private final CallerIndex index;
  private final Set<UUID> used = ConcurrentHashMap.newKeySet();

  public CredentialUses(CallerIndex index) {
    this.index = index;
  }

  public void note(UUID credential) {
    used.add(credential);
  }

  @Override
  public void run() {
    List<UUID> noted = List.copyOf(used);
    if (!noted.isEmpty()) {
      // Removed first, so that a use in the meantime is written the next time.
      noted.forEach(used::remove);
      index.used(noted);
    }
  }
}
