package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Judgement;
import java.util.Optional;

/** Finds out whether all removals of one pass, taken together, look like a mistake. */
final class RemovalCheck {

  /** A pass may remove this many backups, or a tenth of all if that is more. */
  private static final int FEW = 50;

  /** A pass may remove this many of a system's newest backups. */
  private static final int FEW_OF_NEWEST = 3;

  private static final int NEWEST = 10;

  private final boolean isNone;
  private final long available;
  private long expiring;

  private RemovalCheck(boolean isNone, long available) {
    this.isNone = isNone;
    this.available = available;
  }

  /** For a pass that an operator has accepted: nothing looks like a mistake. */
  static RemovalCheck none() {
    return new RemovalCheck(true, 0);
  }

  /**
   * For a normal pass.
   *
   * @param available the number of all available backups
   */
  static RemovalCheck of(long available) {
    return new RemovalCheck(false, available);
  }

  /** Counts the removals of a system. Returns what looks like a mistake in them. */
  Optional<String> add(Judgement judgement) {
    expiring += judgement.expiring().size();
    long ofNewest =
        judgement.verdicts().stream().limit(NEWEST).filter(verdict -> !verdict.stays()).count();
    return !isNone && ofNewest > FEW_OF_NEWEST
        ? Optional.of(
            "%d of the newest %d backups of %s would be deleted (expected: at most %d)"
                .formatted(ofNewest, NEWEST, judgement.systemId(), FEW_OF_NEWEST))
        : Optional.empty();
  }

  /** Subtracts a judgement that was added and will not be applied. */
  void subtract(Judgement judgement) {
    expiring -= judgement.expiring().size();
  }

  /** Returns what looks like a mistake in all removals together. */
  Optional<String> total() {
    return !isNone && expiring > FEW && expiring > available / 10
        ? Optional.of(
            "%d of %d backups would be deleted (expected: at most %d, or a tenth)"
                .formatted(expiring, available, FEW))
        : Optional.empty();
  }
}
