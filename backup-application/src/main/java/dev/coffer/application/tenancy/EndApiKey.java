package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import java.util.UUID;

/** Ends the key with this id for good, from the next request on. */
@FunctionalInterface
public interface EndApiKey {

  /**
   * Repeatable.
   *
   * @return whether there is or was such a key within reach
   */
  boolean end(Authority by, UUID id);
}
