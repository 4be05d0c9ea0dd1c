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
import java.util.Set;
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
   * @param accepted organizations for which it is the first since their halt was {@linkplain
   *     #accept accepted}
   */
  record Pass(Set<UUID> accepted) {

    public Pass {
      accepted = Set.copyOf(accepted);
    }
  }

  /** The number of available backups of an organization. */
  long available(UUID organizationId);

  /** The number of available backups of all organizations. */
  long available();

  /**
   * Halts retention of an organization, on every instance, until it is {@linkplain #accept
   * accepted}: nothing of it is removed by retention, and what retention has removed before is not
   * purged. Nothing changes where it is halted already, and where there is no such organization.
   */
  void halt(UUID organizationId, String reason);

  /**
   * What is halted.
   *
   * @param vault why nothing at all is removed because of its age, see {@link ReferenceClock};
   *     empty where that is not so
   * @param organizations in scope whose retention is halted, by name
   */
  record Halts(Optional<String> vault, List<Halt> organizations) {

    public static final Halts NONE = new Halts(Optional.empty(), List.of());

    public Halts {
      organizations = List.copyOf(organizations);
    }

    public boolean isEmpty() {
      return vault.isEmpty() && organizations.isEmpty();
    }
  }

  /**
   * Retention of one organization that looked like a mistake.
   *
   * @param organization its name
   */
  record Halt(UUID organizationId, String organization, Instant since, String reason) {}

  /** What is halted in the scope of an authority. */
  Halts halts(Authority by);

  /**
   * Resumes all removals in scope, after an operator has seen why they were halted. Each is an
   * event of the {@link AuditLog}. The next pass of an organization is {@linkplain Pass#accepted
   * accepted}. Only an authority that reaches all organizations accepts what halts the vault: then
   * the {@link ReferenceClock} is set to the time that the index's clock shows; anything that was
   * due at a later time than that now waits for as long as it had to wait originally.
   *
   * @return what was halted and no longer is
   */
  Halts accept(Authority by);

  /**
   * As {@link #accept(Authority)}, of one organization alone.
   *
   * @return empty when there is no such organization in scope
   */
  Optional<Halts> accept(Authority by, TenantRef organization);

  /**
   * Returns systems that have changed since they were judged, and systems that were not judged for
   * {@code period}; those that have waited longest come first. Leaves out systems of organizations
   * whose retention is halted.
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
      UUID organizationId,
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
      UUID organizationId,
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
          retained.organizationId(),
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
      return new Judgement(systemUuid, systemId, organizationId, newRevision, at, policy, left);
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
   * The list, the policy or the owner has changed, the system is gone, or the {@link
   * ReferenceClock} does not agree with the time of the judgement. Nothing was changed.
   */
  record Outdated() implements ApplyResult {}

  /** Nothing may be removed because of its age, see {@link ReferenceClock}. Nothing was changed. */
  record Halted() implements ApplyResult {}

  /** Retention of the system's organization is {@linkplain #halt halted}. Nothing was changed. */
  record OrganizationHalted() implements ApplyResult {}

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
