package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells how far a {@linkplain RequestScrub requested} scrub is. */
@FunctionalInterface
public interface ShowScrub {

  /**
   * How far it is now.
   *
   * @param since of what was found
   */
  ScrubProgress show(RequestScrub.Selection selection, Instant since);

  /**
   * What is left of it, and what was found.
   *
   * @param waiting copies that nobody has read to their end yet
   */
  record ScrubProgress(long waiting, ByteSize waitingSize, List<DamagedCopy> damaged) {

    public ScrubProgress {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * A copy that was found missing or damaged, by whomever.
   *
   * @param drive label of its drive
   * @param finding what was found, as long as it is not mended
   * @param isMended whether it was made anew since
   */
  record DamagedCopy(
      BackupId backupId,
      SystemId systemId,
      String drive,
      Optional<String> finding,
      boolean isMended) {}
}
