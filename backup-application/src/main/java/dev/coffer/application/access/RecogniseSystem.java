package dev.coffer.application.access;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Scope;

/** Tells which system presents these credentials and whether it may do what it asks for. */
@FunctionalInterface
public interface RecogniseSystem {

  /**
   * Asks the index each time, so that a revoked secret is refused from the next request on.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; then
   *     nobody was refused
   */
  Result recognise(Credentials credentials, Scope needed);

  sealed interface Result {}

  record Recognised(Caller caller) implements Result {}

  record Refused(Refusal reason) implements Result {}
}
