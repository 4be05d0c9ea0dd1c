package dev.coffer.application.deletion;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.deletion.EraseTenant.Target;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/**
 * What the index knows of tenants that are taken out. Every step may be repeated, by any instance,
 * after the process died at any point of it.
 */
public interface ErasureIndex {

  /**
   * Notes in one transaction that a tenant goes, and retires its systems: what they are uploading
   * cannot commit any more. Begun already, it is looked at again in the same way: a system that was
   * added or resumed meanwhile is a reason to refuse. An event of the {@link AuditLog}.
   *
   * @param suspend also systems that are served; else they are a reason to refuse
   */
  BeginResult begin(Actor actor, Operator operator, Target target, boolean suspend);

  sealed interface BeginResult {}

  /** Also one that was begun, or finished, before. */
  record Begun(Erasure erasure) implements BeginResult {}

  record Unknown() implements BeginResult {}

  /** Nothing was changed. */
  record Served(List<SystemId> systems) implements BeginResult {}

  /** Nothing was changed; some of those that are pinned or held, by id. */
  record ProtectedBackups(List<BackupId> backups) implements BeginResult {}

  /** Those that were begun and are not finished. */
  List<Erasure> underWay();

  /**
   * Makes due for purging, without grace, what is left of its systems and not uploading: backups,
   * deleted ones within their grace, and attempts that failed. A tombstone of each and the facts
   * for the report are written in the same transaction.
   */
  void bury(Erasure erasure);

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
