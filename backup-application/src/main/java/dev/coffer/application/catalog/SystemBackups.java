package dev.coffer.application.catalog;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/** One system's own list, for operators. */
@FunctionalInterface
public interface SystemBackups {

  /** What the system would list itself. Empty when there is no such system in scope. */
  Optional<Listed> list(Authority by, SystemId id);

  /**
   * A system with its list.
   *
   * @param backups available ones, highest number first
   */
  record Listed(ManagedSystem system, List<Backup> backups) {}
}
