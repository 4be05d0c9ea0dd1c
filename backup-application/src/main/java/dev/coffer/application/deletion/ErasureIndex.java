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
 * Erasures of tenants in the index. Every step may be repeated, by any instance, after the process
 * died at any point of it.
 */
public interface ErasureIndex {

  /**
   * Records in one transaction that a tenant is erased, and retires its systems: their running
   * uploads cannot commit any more. An erasure that has begun is checked again in the same way: a
   * system that was added or resumed meanwhile is a reason to refuse. An event of the {@link
   * AuditLog}.
   *
   * @param suspend also systems that are served; else they are a reason to refuse
   */
  BeginResult begin(Authority by, TenantRef tenant, boolean suspend);

  sealed interface BeginResult permits Begun, Erasures.Refused {}

  /** Also one that was begun, or finished, before. */
  record Begun(Erasure erasure) implements BeginResult {}

  /** Those that were begun and are not finished. */
  List<Erasure> underWay();

  /**
   * Makes due for purging, without grace, what is left of its systems and not uploading: backups,
   * deleted ones within their grace, and attempts that failed. A tombstone of each and the facts
   * for the report are written in the same transaction.
   */
  void markDeleting(Erasure erasure);

  /** What its systems have that is not gone. */
  Remaining remaining(Erasure erasure);

  /**
   * What is waited for.
   *
   * @param uploads not ended
   * @param waiting backups and attempts that are gone only when every drive has confirmed
   * @param size of the backups among these
   */
  record Remaining(long uploads, long waiting, ByteSize size) {

    public boolean isNothing() {
      return uploads == 0 && waiting == 0;
    }
  }

  /**
   * Forgets systems, credentials, keys, policies and the organization, if nothing remains, and is
   * finished once no drive has a {@link TenantSnapshot} any more that names them. An event of the
   * {@link AuditLog}.
   *
   * @return as it is now; empty when something remains, a system is served again, or a drive has
   *     such a directory
   */
  Optional<Erasure> finish(Erasure erasure);

  /** What was erased, by id, the first {@code max} after this one. */
  List<ErasedBackup> erased(Erasure erasure, Optional<BackupId> after, int max);
}
