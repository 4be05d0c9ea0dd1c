package dev.coffer.application.usage;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.monitoring.FleetFacts;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.UsageDrift;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The counts of bytes of systems and organizations, held against the backups themselves. */
public interface UsageIndex {

  /**
   * Whether an audit is due, of which there is one in each period whatever the number of instances:
   * true once, and then not before the period is over.
   */
  boolean begin(Duration period);

  /**
   * Compares all counts with all backups as they are at one moment: an upload that is under way or
   * commits meanwhile is no drift.
   */
  List<UsageDrift> drifts();

  /**
   * Counts the backups of one owner again and writes that down, while nobody changes them. What was
   * found is kept, to be shown by {@link FleetFacts}, and is an event of the {@link AuditLog}.
   *
   * @return what was wrong by then; its size is 0 where the count was right already
   */
  UsageDrift repair(Actor actor, UsageDrift drift);

  /**
   * Reservations of uploads that nobody works on, by system: their lease ended at least another
   * lease ago, or ends later than any lease can, or they were claimed for recovery that long ago
   * and could not be recovered since.
   */
  List<StuckReservations> stuckReservations(Duration lease);

  /** By the ids of systems; a system that has stored nothing may be left out. */
  Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems);

  /** By the ids of organizations, as above. */
  Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations);
}
