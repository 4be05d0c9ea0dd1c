package dev.coffer.domain.backup;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;

/**
 * The record that remains of an erased backup.
 *
 * @param drives labels of all that may have held bytes of it
 */
public record ErasedBackup(
    BackupId id, SystemId systemId, ByteSize size, Sha256 sha256, List<String> drives) {

  public ErasedBackup {
    drives = List.copyOf(drives);
  }
}
