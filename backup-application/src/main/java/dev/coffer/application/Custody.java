package dev.coffer.application;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.deletion.DeleteAnyBackup;
import dev.coffer.application.deletion.EraseService;
import dev.coffer.application.deletion.EraseTenant;
import dev.coffer.application.deletion.ErasureReport;
import dev.coffer.application.deletion.ListDeleted;
import dev.coffer.application.deletion.ProtectBackup;
import dev.coffer.application.deletion.ReportErasure;
import dev.coffer.application.deletion.UndeleteBackup;
import dev.coffer.application.drives.Drives;
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
    EraseTenant eraseTenant,
    ReportErasure reportErasure) {

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
        new EraseService(index.erasures(), drives),
        new ErasureReport(index.erasures(), index.drives().vaultId(), keyring));
  }
}
