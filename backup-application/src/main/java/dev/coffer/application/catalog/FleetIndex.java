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
 * What operators ask across systems. Every answer to an operator is limited to the organization of
 * its key, in the statement itself; what lies outside is as if it were not there. Backups on their
 * way out are not there either.
 */
public interface FleetIndex {

  /**
   * Uploads in every state, in the order of {@link dev.coffer.domain.catalog.FleetPlace}: the first
   * {@code max} after the place, fewer only at the end. No upload is there twice and none is left
   * out, of those that were there all the time while page after page was read. Nothing stays open:
   * no transaction and no connection is held when it returns.
   */
  List<FleetBackup> page(Authority by, Fleet.Query query);

  Optional<FleetBackup> find(Authority by, BackupId id);

  /** An available backup with all its intact copies. */
  Optional<StoredBackup> stored(Authority by, BackupId id);

  /**
   * The available backup of a copy that was made once.
   *
   * @return its only intact copy is this one; none where it was found missing or damaged
   */
  Optional<StoredBackup> copy(Authority by, UUID copyId);

  /** A system and what it would list itself, suspended or not. */
  Optional<SystemBackups.Listed> system(Authority by, SystemId id);
}
