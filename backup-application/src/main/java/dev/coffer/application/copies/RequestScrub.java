package dev.coffer.application.copies;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.Optional;

/** Has copies read and compared with their SHA-256 now, rather than when their turn comes. */
@FunctionalInterface
public interface RequestScrub {

  /** Running instances do it, at their limited rate. */
  Result request(Selection selection);

  /**
   * Finished copies of available backups.
   *
   * @param drive label of the drive on which they lie; empty = any
   * @param system whose backups they are; empty = any
   */
  record Selection(Optional<String> drive, Optional<SystemId> system) {}

  sealed interface Result {}

  /**
   * They are due.
   *
   * @param at on the index's clock, before all of them
   */
  record Requested(Instant at, long copies, ByteSize size) implements Result {}

  record UnknownDrive() implements Result {}

  record UnknownSystem() implements Result {}
}
