package dev.coffer.application.tenancy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import java.util.List;

/** Ends a key for good, from the next request on. */
@FunctionalInterface
public interface RevokeApiKey {

  /**
   * Revokes one key, or none.
   *
   * @param named its whole name, or its id, or as much of the id's beginning as no other key has
   */
  Result revoke(Authority by, String named);

  sealed interface Result {}

  record Revoked(ApiKey key) implements Result {}

  /** No key within reach that was not revoked before is named so. */
  record UnknownKey() implements Result {}

  /** The id of each of these begins so. */
  record Ambiguous(List<ApiKey> keys) implements Result {

    public Ambiguous {
      keys = List.copyOf(keys);
    }
  }
}
