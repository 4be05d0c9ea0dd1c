package dev.coffer.application.monitoring;

import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Figures.Facts;
import java.util.Map;

/**
 * Counts over the whole vault for those who watch it, asked again and again by every instance.
 *
 * <p>Obligations of an adapter:
 *
 * <ol>
 *   <li><b>Bounded.</b> A call that takes longer than some seconds ends with {@link
 *       StorageUnavailable}: what is late is left out, and nothing piles up.
 *   <li><b>Harmless.</b> Nothing is changed and nobody is made to wait.
 *   <li><b>No promise of one moment.</b> The numbers of one answer may be counted one after the
 *       other.
 * </ol>
 *
 * <p>May be called by many threads.
 */
public interface FleetFacts {

  /**
   * All but the finished copies. Its cost grows with the number of systems and of copies that are
   * not finished, never with what is stored and well.
   */
  Facts facts();

  /**
   * Finished copies on each drive that was not taken out for good, by its label: also those of
   * backups in deletion grace, which lie there as well. Its cost grows with their number, so it is
   * asked seldom.
   */
  Map<String, Long> finishedCopies();
}
