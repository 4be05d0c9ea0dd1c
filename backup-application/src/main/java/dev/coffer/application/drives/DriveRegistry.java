package dev.coffer.application.drives;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Drive;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** All drives that the vault has ever had, by label, and the identity of the vault itself. */
public interface DriveRegistry {

  /** The identity of the vault, generated together with the schema. */
  UUID vaultId();

  /**
   * Returns the drive with this label. Records it with {@code idIfNew} if it is new.
   *
   * @throws IllegalStateException when the label belongs to a drive of another provider
   */
  KnownDrive known(String label, String provider, UUID idIfNew);

  /**
   * A drive of this vault.
   *
   * @param initialised whether its id has been written on it: from then on, a location without the
   *     id is a wrong or unmounted one
   */
  record KnownDrive(Drive drive, boolean initialised) {}

  void markInitialised(UUID driveId);

  /**
   * Returns the drives that hold copies, or are planned to get some, and are not among the given
   * ones: they were dropped from the configuration, and no operator has confirmed by {@link
   * #remove} that they are gone.
   */
  List<Drive> missingFrom(Collection<UUID> configured);

  /**
   * Records the configured drives in their order, the primary first. From now on, each of them gets
   * a copy of every backup, and no other drive does.
   */
  void arrange(List<UUID> configured);

  /**
   * Removes a drive permanently: its copies are forgotten, and the data on it is left alone.
   * Nothing is changed if a backup would lose its last intact copy, or while an upload to this
   * drive is running. An event of the {@link AuditLog}.
   */
  DriveAdministration.RemoveResult remove(Actor actor, String label);

  /**
   * Returns every drive that was not removed, in the order of the configuration. The cost does not
   * depend on what is stored there.
   */
  List<Placed> placed();

  /**
   * A drive and its place in the configuration.
   *
   * @param position 0 = primary; empty = not configured
   */
  record Placed(Drive drive, OptionalInt position) {}

  /**
   * Does the same as {@link #placed}, and counts the copies of available backups, which reads the
   * rows of all copies.
   */
  List<DriveAdministration.Row> drives();
}
