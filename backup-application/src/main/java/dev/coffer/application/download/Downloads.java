package dev.coffer.application.download;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import java.util.Optional;
import java.util.UUID;

/**
 * Downloads of any system's backups, for operators. A backup that is unknown, not stored or out of
 * an authority's scope is not found. Every download is an event of the audit log.
 */
public interface Downloads {

  /** Finds a backup, to be read from any drive that has it. */
  Optional<Download> backup(Authority by, BackupId id);

  /**
   * Finds one copy, to be read from its own drive only. A copy that was not made yet is not found.
   */
  Optional<Download> copy(Authority by, UUID copyId);
}
