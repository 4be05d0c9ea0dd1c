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
 * What retention reads and changes: load a system, judge it outside of the index, apply the
 * judgement. The rule itself is {@link dev.coffer.domain.retention.Retention} and nowhere else; its
 * verdicts are stored here to be shown.
 */
public interface RetentionIndex {

  /**
   * Begins a pass. There is one in each period, whatever the number of instances.
   *
   * @return empty when another one has begun within the period, and while nothing may be removed
   *     because of its age: see {@link ReferenceClock}
   */
  Optional<Pass> begin(Duration period);

  /**
   * A pass.
   *
   * @param isAccepted whether it is the first since an operator {@linkplain #accept accepted}
   * @param available the number of all available backups
   */
  record Pass(boolean isAccepted, long available) {}

  /**
   * Halts all removals, on every instance, until {@link #accept}. Nothing changes where they are
   * halted already.
   */
  void halt(String reason);

  /**
   * An operator has seen why removals were halted, and wants them to continue; an event of the
   * {@link AuditLog}. Where a clock was the reason, the {@link ReferenceClock} agrees on the time
   * that the index's clock shows, and what was to wait for a time beyond it waits from now on as
   * long as it was to wait then. Otherwise the next pass is {@linkplain Pass#isAccepted accepted}.
   *
   * @return the reason; empty when they were not halted
   */
  Optional<String> accept(Authority by);

  /** Why removals are halted; empty when they are not. */
  Optional<String> halted();

  /**
   * Systems that have changed since they were judged, and those that were not judged for {@code
   * period}; the ones that waited longest first.
   */
  List<UUID> due(Duration period, int max);

  /**
   * What is judged of a system.
   *
   * @param revision grows with every change of the system's list
   * @param at when this was read, on the index's clock
   * @param policy of the system, else of its organization; empty where neither has one
   * @param backups all that are available
   */
  record Retained(
      UUID systemUuid,
      SystemId systemId,
      long revision,
      Instant at,
      Optional<RetentionPolicy> policy,
      List<RetainedBackup> backups) {}

  /** As it is now; empty when there is no such system. */
  Optional<Retained> retained(UUID systemUuid);

  /** As {@link #retained(UUID)}; also empty when the system is out of scope. */
  Optional<Retained> retained(Authority by, SystemId systemId);

  /**
   * What was decided on a system, and on which basis.
   *
   * @param revision as it was {@linkplain Retained#revision read}
   * @param at the time that it was made for, {@linkplain Retained#at read} from the index's clock
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

    /** The same of these verdicts alone, after the list has got this revision. */
    public Judgement rest(long newRevision, List<RetentionVerdict> left) {
      return new Judgement(systemUuid, systemId, newRevision, at, policy, left);
    }
  }

  /**
   * In one transaction, which locks the system and checks that neither its list nor its policy has
   * changed since it was read: the verdicts are stored to be shown, and the first {@code max} of
   * the {@linkplain Judgement#expiring expiring} backups stop being available, as by {@link
   * dev.coffer.application.deletion.DeletionIndex#delete} with this grace period. Their bytes count
   * no more from that moment on. The system is due no more once nothing expiring is left.
   *
   * @param max 0: only the verdicts are stored
   * @throws IllegalStateException when a backup to remove is pinned, held, not available or another
   *     system's, whatever its verdict says: nothing was done
   */
  ApplyResult apply(Judgement judgement, Duration grace, int max);

  sealed interface ApplyResult {}

  /**
   * The judgement was applied.
   *
   * @param removed the number of backups
   * @param rest the expiring ones that are left, to be applied next
   */
  record Applied(int removed, Judgement rest) implements ApplyResult {}

  /**
   * The list or the policy has changed, the system is gone, or the judgement was made for a time
   * that the {@link ReferenceClock} does not agree with: nothing was done.
   */
  record Outdated() implements ApplyResult {}

  /** Nothing may be removed because of its age, see {@link ReferenceClock}: nothing was done. */
  record Halted() implements ApplyResult {}

  /**
   * Gives a tenant a policy of its own; an event of the {@link AuditLog}. Its systems are due then.
   *
   * @return whether there is such a tenant in scope
   */
  boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy);

  /** Removes it again, as {@link #assign}: the next wider one applies. */
  boolean unassign(Authority by, TenantRef tenant);

  /** A tenant's own policy; empty when it has none, and when there is no such tenant in scope. */
  Optional<RetentionPolicy> policy(Authority by, TenantRef tenant);
}
