package dev.coffer.domain.audit;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which events are meant; what is empty does not matter.
 *
 * @param organization name of the one that it was then
 * @param actor name of an {@link Actor}
 * @param since the earliest moment that is meant
 * @param until the latest one
 */
public record AuditFilter(
    Optional<SystemId> system,
    Optional<String> organization,
    Optional<AuditAction> action,
    Optional<String> actor,
    Optional<Instant> since,
    Optional<Instant> until) {

  public static final AuditFilter ALL =
      new AuditFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether it is meant, as far as its organization's name does not matter. */
  public boolean matches(AuditEvent event) {
    return system.stream().allMatch(wanted -> event.systemId().equals(Optional.of(wanted)))
        && action.stream().allMatch(event.action()::equals)
        && actor.stream().allMatch(event.actor().name()::equals)
        && since.stream().noneMatch(event.at()::isBefore)
        && until.stream().noneMatch(event.at()::isAfter);
  }
}
