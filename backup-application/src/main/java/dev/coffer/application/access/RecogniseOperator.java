package dev.coffer.application.access;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;

/** Finds the operator of an API key and checks the role that a request needs. */
@FunctionalInterface
public interface RecogniseOperator {

  /**
   * Queries the index every time, so that a revoked key is refused from the next request on.
   *
   * @param key an API key, see {@link Credentials#ofApiKey}
   * @throws dev.coffer.application.drives.StorageUnavailable when the index is unavailable; this is
   *     not a refusal
   */
  Result recognise(Credentials key, Role needed);

  sealed interface Result {}

  record Recognised(Operator operator) implements Result {}

  /** No valid key. */
  record Unknown() implements Result {}

  /** A valid key whose role does not permit the request. */
  record NotPermitted(Operator operator) implements Result {}
}
