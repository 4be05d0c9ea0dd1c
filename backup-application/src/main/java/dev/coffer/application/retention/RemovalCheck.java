package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Judgement;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out whether the removals of a pass in one organization, taken together, look like a
 * mistake.
 */
final class RemovalCheck {

  /** A pass may remove this many backups, or a tenth of all if that is more. */
  private static final int FEW = 50;

  /** A pass may remove this many of a system's newest backups. */
  private static final int FEW_OF_NEWEST = 3;

  private static final int NEWEST = 10;

  private final boolean isNone;
  private final LongSupplier countAvailable;
  private long available = -1;
  private long expiring;

  private RemovalCheck(boolean isNone, LongSupplier countAvailable) {
    this.isNone = isNone;
    this.countAvailable = countAvailable;
  }

  /** For a pass that an operator has accepted: nothing looks like a mistake. */
  static RemovalCheck none() {
    return new RemovalCheck(true, () -> 0);
  }

  /**
   * For a normal pass.
   *
   * @param available the number of all available backups of the organization: asked at most once,
   *     and only for more removals than a few
   */
  static RemovalCheck of(LongSupplier available) {
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
    return !isNone && expiring > FEW && expiring > available() / 10
        ? Optional.of(
            "%d of %d backups would be deleted (expected: at most %d, or a tenth)"
                .formatted(expiring, available(), FEW))
        : Optional.empty();
  }

  private long available() {
    if (available < 0) {
      available = countAvailable.getAsLong();
    }
    return available;
  }

  /**
   * Whether the removals of several organizations look like a mistake that none of them has made,
   * such as one in the policy of the vault. The organization that removes most is left out, so that
   * none can halt the others.
   *
   * @param ofAll the number of all available backups
   */
  static boolean isMistakeOfAll(Collection<RemovalCheck> checks, LongSupplier ofAll) {
    Optional<RemovalCheck> most =
        checks.stream().max(Comparator.comparingLong(check -> check.expiring));
    long others =
        checks.stream().mapToLong(check -> check.expiring).sum()
            - most.map(check -> check.expiring).orElse(0L);
    return others > FEW
        && others > (ofAll.getAsLong() - most.map(RemovalCheck::available).orElse(0L)) / 10;
  }

  /** For operators of this organization, of a mistake that others have part in. */
  String partInMistake() {
    return "%d backups would be deleted, and unusually many of other organizations with them"
        .formatted(expiring);
  }

  boolean isEmpty() {
    return expiring == 0;
  }
}
