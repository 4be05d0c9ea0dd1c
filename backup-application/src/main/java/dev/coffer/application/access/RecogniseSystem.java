package dev.coffer.application.access;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Scope;

/** Finds the system that presents these credentials and checks the scope that a request needs. */
@FunctionalInterface
public interface RecogniseSystem {

  /**
   * Queries the index every time, so that a revoked secret is refused from the next request on.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index is unavailable; this is
   *     not a refusal
   */
  Result recognise(Credentials credentials, Scope needed);

  sealed interface Result {}

  record Recognised(Caller caller) implements Result {}

  record Refused(Refusal reason) implements Result {}
}
