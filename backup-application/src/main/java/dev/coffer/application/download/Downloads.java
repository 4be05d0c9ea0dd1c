package dev.coffer.application.download;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import java.util.Optional;
import java.util.UUID;

/**
 * Bytes of any system's backups, for operators. What is unknown, not stored or out of an
 * authority's scope is not found. That bytes were given out is an event of the audit log.
 */
public interface Downloads {

  /** A backup, from any drive that has it. */
  Optional<Download> backup(Authority by, BackupId id);

  /** The bytes of one copy, and of no other one; a copy that was not made yet is not found. */
  Optional<Download> copy(Authority by, UUID copyId);
}
