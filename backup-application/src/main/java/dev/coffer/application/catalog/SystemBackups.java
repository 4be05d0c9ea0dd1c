package dev.coffer.application.catalog;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/** The backups of one system as the system itself would list them, for operators. */
@FunctionalInterface
public interface SystemBackups {

  /** Lists a system's backups; empty when there is no such system in scope. */
  Optional<Listed> list(Authority by, SystemId id);

  /**
   * A system with its list.
   *
   * @param backups available ones, highest number first
   */
  record Listed(ManagedSystem system, List<Backup> backups) {}
}
