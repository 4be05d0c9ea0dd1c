package dev.coffer.boot;

import dev.coffer.application.UserError;
import dev.coffer.application.drives.BlobStore;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Drive adapters of another program. Its own {@code main} passes them in, so they are compiled in
 * and not discovered. The configuration gives each drive's label and position.
 *
 * @param drives by the label of a drive of provider {@code external} in the configuration
 */
public record ExternalDrives(Map<String, DriveAdapter> drives) {

  /** Makes the store of one drive. */
  @FunctionalInterface
  public interface DriveAdapter {

    /**
     * Called once at each start, before anything is asked of the store.
     *
     * @param driveId what must be found there, or is going to be written by {@link
     *     BlobStore#initialise}
     */
    BlobStore open(UUID driveId);
  }

  public ExternalDrives {
    drives = Map.copyOf(drives);
  }

  /** No additional adapters. */
  public static ExternalDrives none() {
    return new ExternalDrives(Map.of());
  }

  /** And one drive more. */
  public ExternalDrives withDrive(String label, DriveAdapter adapter) {
    var more = new HashMap<>(drives);
    more.put(label, adapter);
    return new ExternalDrives(more);
  }

  BlobStore open(String label, UUID driveId) {
    DriveAdapter adapter = drives.get(label);
    if (adapter == null) {
      throw new UserError(
          "drives: this program has no adapter for the external drive \"%s\" (expected: one of %s)"
              .formatted(label, drives.keySet()));
    }
    return adapter.open(driveId);
  }
}
