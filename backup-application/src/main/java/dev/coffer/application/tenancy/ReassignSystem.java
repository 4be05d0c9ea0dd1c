package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;

/** Gives a system with all its backups to another organization. No byte moves. */
@FunctionalInterface
public interface ReassignSystem {

  /**
   * Effective at once and as a whole, also for uploads under way, which end under the new owner.
   *
   * @param operator on whose behalf; neither the system nor the organization is found outside of
   *     its own
   * @param organization name of the new owner
   */
  Result reassign(Actor actor, Operator operator, SystemId id, String organization);

  sealed interface Result {}

  /**
   * It has the new owner; also when it had it before.
   *
   * @param moved bytes that count for the new owner now, used and reserved
   */
  record Reassigned(ByteSize moved) implements Result {}

  record UnknownSystem() implements Result {}

  record UnknownOrganization() implements Result {}

  /** The new owner has no room for what the system uses and has reserved. */
  record QuotaExceeded() implements Result {}
}
