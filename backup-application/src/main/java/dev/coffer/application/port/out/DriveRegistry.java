package dev.coffer.application.port.out;

import dev.coffer.domain.Drive;
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
}
