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

/**
 * The counts of bytes of systems and organizations, and the backups that they are compared with.
 */
public interface UsageIndex {

  /**
   * Whether an audit is due. There is one in each period for all instances together: this returns
   * true once, and then false until the period is over.
   */
  boolean begin(Duration period);

  /**
   * Compares all counts with all backups at one moment. An upload that is running, or commits
   * meanwhile, is not a drift.
   */
  List<UsageDrift> drifts();

  /**
   * Recounts the backups of one owner and corrects its count, while nobody can change them. The
   * finding is kept, to be shown by {@link FleetFacts}, and is an event of the {@link AuditLog}.
   *
   * @return the drift at that time; its size is 0 if the count was right already
   */
  UsageDrift repair(Actor actor, UsageDrift drift);

  /**
   * Returns, for each system, reservations of uploads that nobody works on: uploads whose lease
   * ended at least another lease ago, or ends later than any lease can, or which were claimed for
   * recovery that long ago and could not be recovered since.
   */
  List<StuckReservations> stuckReservations(Duration lease);

  /**
   * Returns stored backups by the ids of their systems; a system that has stored nothing may be
   * missing.
   */
  Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems);

  /**
   * Returns stored backups by the ids of their organizations; an organization that has stored
   * nothing may be missing.
   */
  Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations);
}
