package dev.coffer.application.drives;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Drive;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What operators ask about drives, and change. */
public interface DriveAdministration {

  /**
   * Every drive that the vault has, in the order of the configuration. Asks each of them whether it
   * answers, for a few seconds.
   */
  List<Listed> list();

  /**
   * A drive and whether it answers.
   *
   * @param problem what is wrong; empty where it answers, or is not configured
   */
  record Listed(Row row, Optional<String> problem) {}

  /**
   * A drive and how far its copies are.
   *
   * @param position 0 = primary; empty = not configured
   * @param finished copies, and so on
   * @param stored bytes of the finished ones
   */
  record Row(
      Drive drive,
      OptionalInt position,
      long finished,
      long pending,
      long failed,
      ByteSize stored) {}

  /**
   * Takes a drive out for good: its copies are forgotten, and what lies on it is left alone.
   *
   * @param label of the drive
   */
  RemoveResult remove(Authority by, String label);

  sealed interface RemoveResult {}

  /**
   * It is gone.
   *
   * @param copies forgotten with it
   */
  record Removed(long copies) implements RemoveResult {}

  record UnknownDrive() implements RemoveResult {}

  /**
   * The drive is still needed; nothing has happened.
   *
   * @param backups that have an intact copy, or are being uploaded, there and nowhere else
   */
  record Needed(long backups) implements RemoveResult {}
}
