package dev.coffer.application.retention;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What retention looks at and what it does. The rule itself is {@link
 * dev.coffer.domain.retention.Retention} and nowhere else; its verdicts are kept here to be shown.
 */
public interface RetentionIndex {

  /**
   * Begins a pass, of which there is one in each period whatever the number of instances.
   *
   * @return empty when another one has begun within the period, and while removals are stopped
   */
  Optional<Pass> begin(Duration period);

  /**
   * A pass.
   *
   * @param startedAt on the index's clock
   * @param before when the one before it began, on the same clock; empty for the first of all
   * @param isAccepted whether it is the first since an operator {@linkplain #accept accepted}
   * @param available how many backups there are in all
   */
  record Pass(Instant startedAt, Optional<Instant> before, boolean isAccepted, long available) {}

  /**
   * Stops all removals, on every instance, until {@link #accept}. The pass that finds a reason does
   * not count as one.
   */
  void halt(Pass pass, String reason);

  /**
   * An operator has seen why removals were stopped, and wants them to go on; an event of the {@link
   * AuditLog}.
   *
   * @return the reason; empty when they were not stopped
   */
  Optional<String> accept(Actor actor);

  /** Why removals are stopped; empty when they are not. */
  Optional<String> halted();

  /**
   * Systems that something has changed for since they were judged, and those that were not judged
   * for {@code period}; the ones that waited longest first.
   */
  List<UUID> due(Duration period, int max);

  /**
   * What is judged of a system.
   *
   * @param at when, on the index's clock
   * @param policy of the system, else of its organization; empty where neither has one
   * @param backups all that are available
   */
  record Retained(
      SystemId systemId,
      Instant at,
      Optional<RetentionPolicy> policy,
      List<RetainedBackup> backups) {}

  /** As it is now; empty when there is no such system. */
  Optional<Retained> retained(UUID systemUuid);

  /** As {@link #retained(UUID)}. */
  Optional<Retained> retained(SystemId systemId);

  /** Judges what it is given: a pure function, called while the system is locked. */
  @FunctionalInterface
  interface Judge {
    List<RetentionVerdict> verdicts(Retained retained);
  }

  /**
   * In one transaction: what the judge says is kept to be shown, and the first {@code max} of those
   * that go stop being available, as by {@link BackupIndex#delete} with this grace. Their bytes
   * count no more from that moment on.
   *
   * @return how many went; when it is {@code max} there may be more
   */
  int judge(UUID systemUuid, Judge judge, Duration grace, int max);

  /**
   * Gives a system or an organization a policy of its own; an event of the {@link AuditLog}.
   *
   * @return whether there is such an owner
   */
  boolean assign(Actor actor, RetentionOwner owner, RetentionPolicy policy);

  /** Takes it away again, as {@link #assign}: what is above decides. */
  boolean unassign(Actor actor, RetentionOwner owner);

  /** The policy that an owner has of its own. */
  Optional<RetentionPolicy> policy(RetentionOwner owner);
}
