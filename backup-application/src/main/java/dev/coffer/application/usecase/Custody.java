package dev.coffer.application.usecase;

import dev.coffer.application.port.in.AuditUsage;
import dev.coffer.application.port.in.DeleteAnyBackup;
import dev.coffer.application.port.in.EraseTenant;
import dev.coffer.application.port.in.ListDeleted;
import dev.coffer.application.port.in.ProtectBackup;
import dev.coffer.application.port.in.ReassignSystem;
import dev.coffer.application.port.in.ReportErasure;
import dev.coffer.application.port.in.UndeleteBackup;
import dev.coffer.application.port.out.Drives;
import dev.coffer.application.port.out.IndexPorts;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What is kept, for how long, and for whom: what operators ask about deletion and ownership, over
 * the wire or by a tool.
 */
public record Custody(
    ProtectBackup protectBackup,
    DeleteAnyBackup deleteBackup,
    ListDeleted listDeleted,
    UndeleteBackup undeleteBackup,
    ReassignSystem reassignSystem,
    EraseTenant eraseTenant,
    ReportErasure reportErasure,
    AuditUsage auditUsage) {

  /**
   * On an index.
   *
   * @param drives asked by an erasure, and not before: all else needs the index alone
   * @param deletionGrace how long a deleted backup's bytes stay
   */
  public static Custody of(
      IndexPorts index, Supplier<Drives> drives, Keyring keyring, Duration deletionGrace) {
    var deletions = index.deletions();
    return new Custody(
        deletions::protect,
        (actor, operator, id) -> deletions.delete(actor, operator, id, deletionGrace),
        deletions::deleted,
        deletions::undelete,
        index.ownership()::reassign,
        new EraseService(index.erasures(), drives),
        new ErasureReport(index.erasures(), index.drives().vaultId(), keyring),
        new UsageAuditService(index.usage()));
  }
}
