package dev.coffer.application.access;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Refusal;

/** Tells whose API key this is and whether it may do what its bearer asks for. */
@FunctionalInterface
public interface RecogniseOperator {

  /**
   * Asks the index each time, so that a revoked key is refused from the next request on.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; then
   *     nobody was refused
   */
  Result recognise(Secret key, Role needed);

  sealed interface Result {}

  record Recognised(Operator operator) implements Result {}

  record Refused(Refusal reason) implements Result {}
}
