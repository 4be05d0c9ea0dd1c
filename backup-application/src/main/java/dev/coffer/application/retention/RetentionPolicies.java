package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.List;
import java.util.Optional;

/**
 * Retention policies and their effects, for operators. The narrowest policy applies: that of the
 * system, else of its organization, else of the vault. A tenant that is out of an authority's scope
 * is not found.
 */
public interface RetentionPolicies {

  /** The policy for systems and organizations without a policy of their own. */
  RetentionPolicy vaultPolicy();

  /** Returns the tenant's own policy; empty when it has none, and when there is no such tenant. */
  Optional<RetentionPolicy> show(Authority by, TenantRef tenant);

  /**
   * Gives a tenant a policy of its own, which replaces its former one. Repeatable.
   *
   * @return whether there is such a tenant
   */
  boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy);

  /**
   * Removes a tenant's own policy, so that the next wider one applies. Repeatable.
   *
   * @return whether there is such a tenant
   */
  boolean unassign(Authority by, TenantRef tenant);

  /** Shows what retention would do now, without doing it; empty when there is no such system. */
  Optional<Preview> preview(Authority by, PreviewQuery query);

  /**
   * The preview to compute.
   *
   * @param policy to try; empty = the one that applies to the system
   */
  record PreviewQuery(SystemId systemId, Optional<RetentionPolicy> policy) {}

  /**
   * The effect of a policy.
   *
   * @param backups all available backups, newest first
   */
  record Preview(RetentionPolicy policy, List<PreviewedBackup> backups) {}

  /** A backup, and whether the policy keeps it. */
  record PreviewedBackup(RetainedBackup backup, RetentionVerdict verdict) {}

  /** What is halted in scope and waits for approval. */
  Halts halts(Authority by);

  /**
   * Approves all removals in scope that were halted because they looked like a mistake: the next
   * pass removes without these checks. What halts the whole vault is approved only by an authority
   * that reaches all organizations.
   *
   * @return what was halted and no longer is
   */
  Halts accept(Authority by);

  /**
   * As {@link #accept(Authority)}, of one organization alone.
   *
   * @return empty when there is no such organization
   */
  Optional<Halts> accept(Authority by, TenantRef organization);
}
