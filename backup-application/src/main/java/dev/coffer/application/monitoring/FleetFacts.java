package dev.coffer.application.monitoring;

import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Figures.Facts;
import java.util.Map;

/**
 * Vault-wide counts for monitoring. Every instance queries them at intervals.
 *
 * <p>Obligations of an adapter:
 *
 * <ol>
 *   <li><b>Bounded.</b> A call that takes longer than some seconds ends with {@link
 *       StorageUnavailable}, so that late queries never pile up.
 *   <li><b>Harmless.</b> A call changes nothing and makes nobody wait.
 *   <li><b>No snapshot.</b> The numbers in one result may be counted at different moments.
 * </ol>
 *
 * <p>May be called by many threads.
 */
public interface FleetFacts {

  /**
   * Returns all counts except those of finished copies. The cost grows with the number of systems
   * and of unfinished copies, never with the number of finished ones.
   */
  Facts facts();

  /**
   * Returns the number of finished copies on each drive that was not removed, by the drive's label.
   * Includes copies of deleted backups within their grace period, because they are still stored.
   * The cost grows with their number, so it is rarely called.
   */
  Map<String, Long> finishedCopies();
}
