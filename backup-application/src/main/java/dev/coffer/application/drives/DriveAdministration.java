package dev.coffer.application.drives;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Drive;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists and removes drives, for operators. */
public interface DriveAdministration {

  /**
   * Returns every drive of the vault, in the order of the configuration. Checks for a few seconds
   * whether each of them answers.
   */
  List<Listed> list();

  /**
   * A drive and its present state.
   *
   * @param problem what is wrong; empty when the drive answers, or is not configured
   */
  record Listed(Row row, Optional<String> problem) {}

  /**
   * A drive with its numbers of copies, by status.
   *
   * @param position 0 = primary; empty = not configured
   * @param finished the number of finished copies; the other numbers likewise
   * @param stored total size of the finished copies
   */
  record Row(
      Drive drive,
      OptionalInt position,
      long finished,
      long pending,
      long failed,
      ByteSize stored) {}

  /**
   * Removes a drive permanently. Its copies are forgotten; the data on it is left alone.
   *
   * @param label of the drive
   */
  RemoveResult remove(Authority by, String label);

  sealed interface RemoveResult {}

  /**
   * The drive was removed.
   *
   * @param copies the number that was forgotten with it
   */
  record Removed(long copies) implements RemoveResult {}

  record UnknownDrive() implements RemoveResult {}

  /**
   * The drive is still needed; nothing was changed.
   *
   * @param backups the number of backups that have their only intact copy on it, or are being
   *     uploaded only there
   */
  record Needed(long backups) implements RemoveResult {}
}
