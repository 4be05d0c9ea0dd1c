package dev.coffer.application.drives;

import dev.coffer.domain.access.Actor;

/**
 * Takes a drive out for good, on an operator's word: its copies are forgotten, and what lies on it
 * is left alone.
 */
@FunctionalInterface
public interface RemoveDrive {

  Result remove(Actor actor, String label);

  sealed interface Result {}

  /**
   * It is gone.
   *
   * @param copies forgotten with it
   */
  record Removed(long copies) implements Result {}

  record UnknownDrive() implements Result {}

  /**
   * The drive is still needed; nothing has happened.
   *
   * @param backups that have an intact copy, or are being uploaded, there and nowhere else
   */
  record Needed(long backups) implements Result {}
}
