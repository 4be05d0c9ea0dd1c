package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;
import java.util.Optional;

/** Tells what a drive is still owed. */
@FunctionalInterface
public interface ShowBacklog {

  /** Empty when there is no such drive. */
  Optional<Backlog> show(String label);

  /**
   * Copies of available backups that are not finished on a drive.
   *
   * @param waiting planned, or being made
   * @param failed missing, damaged, or tried so often that they show as failed while they are tried
   *     again
   */
  record Backlog(long waiting, ByteSize waitingSize, long failed, ByteSize failedSize) {}
}
