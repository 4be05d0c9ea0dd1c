package dev.coffer.application.retention;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The data that retention reads and changes: load a system, judge it outside of the index, apply
 * the judgement. The rule itself is only in {@link dev.coffer.domain.retention.Retention}; its
 * verdicts are stored here to be shown.
 */
public interface RetentionIndex {

  /**
   * Begins a pass, at most once in each period for all instances together.
   *
   * @return empty when another pass has begun within the period, and while nothing may be removed
   *     because of its age: see {@link ReferenceClock}
   */
  Optional<Pass> begin(Duration period);

  /**
   * A pass.
   *
   * @param isAccepted whether it is the first one since an operator {@linkplain #accept accepted}
   * @param available the number of all available backups
   */
  record Pass(boolean isAccepted, long available) {}

  /**
   * Halts all removals on every instance, until {@link #accept}. Changes nothing if they are halted
   * already.
   */
  void halt(String reason);

  /**
   * Resumes removals, after an operator has seen why they were halted. An event of the {@link
   * AuditLog}. If a clock was the reason, the {@link ReferenceClock} is set to the time that the
   * index's clock shows; anything that was due at a later time than that now waits for as long as
   * it had to wait originally. Otherwise the next pass is {@linkplain Pass#isAccepted accepted}.
   *
   * @return why they were halted; empty when they were not
   */
  Optional<String> accept(Authority by);

  /** Returns why removals are halted; empty when they are not. */
  Optional<String> halted();

  /**
   * Returns systems that have changed since they were judged, and systems that were not judged for
   * {@code period}; those that have waited longest come first.
   */
  List<UUID> due(Duration period, int max);

  /**
   * The input for the judgement of a system.
   *
   * @param revision grows with every change of the system's list
   * @param at when this was read, on the index's clock
   * @param policy of the system, else of its organization; empty when neither has one
   * @param backups all available backups
   */
  record Retained(
      UUID systemUuid,
      SystemId systemId,
      long revision,
      Instant at,
      Optional<RetentionPolicy> policy,
      List<RetainedBackup> backups) {}

  /** Returns the system in its current state; empty when there is no such system. */
  Optional<Retained> retained(UUID systemUuid);

  /** Does the same as {@link #retained(UUID)}; also empty when the system is out of scope. */
  Optional<Retained> retained(Authority by, SystemId systemId);

  /**
   * A decision on a system, with the state that it is based on.
   *
   * @param revision as it was {@linkplain Retained#revision read}
   * @param at the time for which the judgement was made, {@linkplain Retained#at read} from the
   *     index's clock
   * @param policy as it was {@linkplain Retained#policy read}
   */
  record Judgement(
      UUID systemUuid,
      SystemId systemId,
      long revision,
      Instant at,
      Optional<RetentionPolicy> policy,
      List<RetentionVerdict> verdicts) {

    public Judgement {
      verdicts = List.copyOf(verdicts);
    }

    public static Judgement of(Retained retained, List<RetentionVerdict> verdicts) {
      return new Judgement(
          retained.systemUuid(),
          retained.systemId(),
          retained.revision(),
          retained.at(),
          retained.policy(),
          verdicts);
    }

    /** The backups to remove. */
    public List<RetentionVerdict> expiring() {
      return verdicts.stream().filter(verdict -> !verdict.stays()).toList();
    }

    /** Makes a judgement of only these verdicts, for the new revision of the list. */
    public Judgement rest(long newRevision, List<RetentionVerdict> left) {
      return new Judgement(systemUuid, systemId, newRevision, at, policy, left);
    }
  }

  /**
   * Applies a judgement in one transaction, which locks the system and checks that neither its list
   * nor its policy has changed since it was read. The transaction stores the verdicts to be shown,
   * and deletes the first {@code max} of the {@linkplain Judgement#expiring expiring} backups as
   * {@link dev.coffer.application.deletion.DeletionIndex#delete} would with this grace period.
   * Their bytes no longer count as used. Once no expiring backup is left, the system is not due any
   * more.
   *
   * @param max 0: only the verdicts are stored
   * @throws IllegalStateException when a backup to remove is pinned, held, not available or another
   *     system's, regardless of its verdict; nothing was changed
   */
  ApplyResult apply(Judgement judgement, Duration grace, int max);

  sealed interface ApplyResult {}

  /**
   * The judgement was applied.
   *
   * @param removed the number of removed backups
   * @param rest the expiring backups that are left, to be applied next
   */
  record Applied(int removed, Judgement rest) implements ApplyResult {}

  /**
   * The list or the policy has changed, the system is gone, or the {@link ReferenceClock} does not
   * agree with the time of the judgement. Nothing was changed.
   */
  record Outdated() implements ApplyResult {}

  /** Nothing may be removed because of its age, see {@link ReferenceClock}. Nothing was changed. */
  record Halted() implements ApplyResult {}

  /**
   * Gives a tenant a policy of its own, which makes its systems due. An event of the {@link
   * AuditLog}.
   *
   * @return whether there is such a tenant in scope
   */
  boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy);

  /**
   * Removes a tenant's own policy, so that the next wider one applies; otherwise like {@link
   * #assign}.
   */
  boolean unassign(Authority by, TenantRef tenant);

  /**
   * Returns a tenant's own policy; empty when it has none, and when there is no such tenant in
   * scope.
   */
  Optional<RetentionPolicy> policy(Authority by, TenantRef tenant);
}
