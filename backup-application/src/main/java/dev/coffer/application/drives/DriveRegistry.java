package dev.coffer.application.drives;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Drive;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Which drives the vault has ever had, by label, and the identity of the vault itself. */
public interface DriveRegistry {

  /** The identity of the vault, made with the schema. */
  UUID vaultId();

  /**
   * The drive with this label, recorded now with {@code idIfNew} if it is new.
   *
   * @throws IllegalStateException when the label belongs to a drive of another provider
   */
  KnownDrive known(String label, String provider, UUID idIfNew);

  /**
   * A drive of this vault.
   *
   * @param initialised whether its identity has been written on it: from then on a place without it
   *     is a wrong or unmounted one
   */
  record KnownDrive(Drive drive, boolean initialised) {}

  void markInitialised(UUID driveId);

  /**
   * The drives that hold copies, or are to get some, and are none of these: they were taken out of
   * the configuration without the operator's {@linkplain #remove word}.
   */
  List<Drive> missingFrom(Collection<UUID> configured);

  /**
   * Records the configured drives in their order, the first being the primary: each of them gets a
   * copy of every backup from now on, and no other one does.
   */
  void arrange(List<UUID> configured);

  /**
   * Takes a drive out for good: its copies are forgotten, and what lies on it is left alone.
   * Nothing happens when that would leave a backup without an intact copy, or while uploads are
   * under way there. An event of the {@link AuditLog}.
   */
  DriveAdministration.RemoveResult remove(Actor actor, String label);

  /**
   * Every drive that was not removed, in the order of the configuration; costs the same whatever is
   * stored there.
   */
  List<Placed> placed();

  /**
   * A drive and its place in the configuration.
   *
   * @param position 0 = primary; empty = not configured
   */
  record Placed(Drive drive, OptionalInt position) {}

  /** As {@link #placed}, with the copies of available backups counted, which reads them all. */
  List<DriveAdministration.Row> drives();
}
