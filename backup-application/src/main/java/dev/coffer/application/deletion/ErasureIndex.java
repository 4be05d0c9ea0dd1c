package dev.coffer.application.deletion;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.List;
import java.util.Optional;

/**
 * The erasures of tenants, as the index records them. Every step may be repeated by any instance,
 * even if a process died at any point of it.
 */
public interface ErasureIndex {

  /**
   * Begins an erasure in one transaction: records it and retires the tenant's systems, so that
   * their running uploads cannot commit any more. A call for an erasure that has already begun
   * makes the same checks again: a system that was added or resumed meanwhile is a reason to
   * refuse. An event of the {@link AuditLog}.
   *
   * @param suspend also erase systems that are served; otherwise they are a reason to refuse
   */
  BeginResult begin(Authority by, TenantRef tenant, boolean suspend);

  sealed interface BeginResult permits Begun, Erasures.Refused {}

  /** The erasure has begun, now or before; it may even be finished. */
  record Begun(Erasure erasure) implements BeginResult {}

  /** Returns the erasures that have begun and are not finished. */
  List<Erasure> underWay();

  /**
   * Makes everything that is left of the tenant's systems due for purging immediately, except
   * running uploads: backups, deleted backups within their grace period, and failed attempts. The
   * same transaction writes a tombstone for each, and the data for the report.
   */
  void markDeleting(Erasure erasure);

  /** Returns what is left of the tenant's systems. */
  Remaining remaining(Erasure erasure);

  /**
   * What an erasure still waits for.
   *
   * @param uploads that have not ended
   * @param waiting backups and attempts that are not gone until every drive has confirmed their
   *     removal
   * @param size of these backups
   */
  record Remaining(long uploads, long waiting, ByteSize size) {

    public boolean isNothing() {
      return uploads == 0 && waiting == 0;
    }
  }

  /**
   * Finishes an erasure if nothing is left and no drive has a {@link TenantSnapshot} that names the
   * tenant: deletes its systems, credentials, keys, policies and the organization. An event of the
   * {@link AuditLog}.
   *
   * @return the erasure in its new state; empty when something is left, a system is served again,
   *     or a drive still has such a snapshot
   */
  Optional<Erasure> finish(Erasure erasure);

  /** Returns what was erased, in the order of ids: the first {@code max} after the given one. */
  List<ErasedBackup> erased(Erasure erasure, Optional<BackupId> after, int max);
}
