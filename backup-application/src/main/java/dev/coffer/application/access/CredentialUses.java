package dev.coffer.application.access;

import dev.coffer.application.Maintenance;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Collects the credentials that were used since the last pass, so that no request waits until the
 * index has recorded its use. If an instance dies, the uses that it has not recorded yet are lost.
 * Thread-safe.
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
      // Removed before they are written, so that a use in the meantime is recorded by the next
      // pass.
      noted.forEach(used::remove);
      index.used(noted);
    }
  }
}
