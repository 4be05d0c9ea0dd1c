package dev.coffer.domain.catalog;

import dev.coffer.domain.Expected;
import dev.coffer.domain.backup.Backup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which of a system's backups a listing shows. Times are compared in the whole seconds in which
 * they are shown, so that the time of a listed backup finds it.
 *
 * @param below only numbers below this one, where the page before ended
 * @param since only what was received then or later
 * @param until only what was received then or earlier
 * @param max most backups, the newest ones; 0 = no limit
 */
public record ListWindow(
    OptionalLong below, Optional<Instant> since, Optional<Instant> until, int max) {

  /** Everything. */
  public static final ListWindow ALL =
      new ListWindow(OptionalLong.empty(), Optional.empty(), Optional.empty(), 0);

  public ListWindow {
    Expected.that(max >= 0, "max", max, "0 (no limit) or more");
  }

  /** With room for one more, which shows whether there are more rows. */
  public ListWindow withOneMore() {
    return max == 0 ? this : new ListWindow(below, since, until, max + 1);
  }

  /** Whether it shows this backup, if there is room. */
  public boolean shows(Backup backup) {
    Instant shown = backup.receivedAt().truncatedTo(ChronoUnit.SECONDS);
    return backup.number() < below.orElse(Long.MAX_VALUE)
        && since.stream().noneMatch(shown::isBefore)
        && until.stream().noneMatch(shown::isAfter);
  }
}
