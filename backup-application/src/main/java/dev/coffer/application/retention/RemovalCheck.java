package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Judgement;
import java.util.Optional;

/** Finds out whether the removals of a pass, taken together, look like a mistake. */
final class RemovalCheck {

  /** A pass may remove this many, or a tenth of all if that is more. */
  private static final int FEW = 50;

  /** And this many of the newest ones of a system. */
  private static final int FEW_OF_NEWEST = 3;

  private static final int NEWEST = 10;

  private final boolean isNone;
  private final long available;
  private long expiring;

  private RemovalCheck(boolean isNone, long available) {
    this.isNone = isNone;
    this.available = available;
  }

  /** Of a pass that an operator has accepted: nothing looks like a mistake. */
  static RemovalCheck none() {
    return new RemovalCheck(true, 0);
  }

  /**
   * Of a pass.
   *
   * @param available the number of all available backups
   */
  static RemovalCheck of(long available) {
    return new RemovalCheck(false, available);
  }

  /** Counts a system; returns what looks like a mistake in it. */
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

  /** Takes one back that was added and is not applied. */
  void subtract(Judgement judgement) {
    expiring -= judgement.expiring().size();
  }

  /** What looks like a mistake in all of them together. */
  Optional<String> total() {
    return !isNone && expiring > FEW && expiring > available / 10
        ? Optional.of(
            "%d of %d backups would be deleted (expected: at most %d, or a tenth)"
                .formatted(expiring, available, FEW))
        : Optional.empty();
  }
}
