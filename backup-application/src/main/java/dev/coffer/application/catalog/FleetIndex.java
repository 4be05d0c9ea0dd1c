package dev.coffer.application.catalog;

import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Queries over all systems, for operators. Every statement is limited to the organization of the
 * operator's key; whatever lies outside is treated as if it did not exist. Backups that are being
 * deleted are left out too.
 */
public interface FleetIndex {

  /**
   * Returns uploads in every state, in the order of {@link dev.coffer.domain.catalog.FleetPlace}:
   * the first {@code max} after the place, and fewer only at the end. An upload that exists during
   * the whole time in which the pages are read is on exactly one of them. No transaction and no
   * connection is held after the return.
   */
  List<FleetBackup> page(Authority by, Fleet.Query query);

  Optional<FleetBackup> find(Authority by, BackupId id);

  /** Returns an available backup with all its intact copies. */
  Optional<StoredBackup> stored(Authority by, BackupId id);

  /**
   * Returns the available backup that a copy belongs to, if the copy was ever made.
   *
   * @return has this copy as its only intact one; it has none if the copy was found missing or
   *     damaged
   */
  Optional<StoredBackup> copy(Authority by, UUID copyId);

  /** Returns a system with the list that the system itself would get, even if it is suspended. */
  Optional<SystemBackups.Listed> system(Authority by, SystemId id);
}
