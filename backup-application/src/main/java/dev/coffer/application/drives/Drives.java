package dev.coffer.application.drives;

import dev.coffer.domain.backup.Drive;
import java.util.List;
import java.util.UUID;

/**
 * The configured drives in their order, the primary first.
 *
 * @param mounted at least one
 */
public record Drives(List<Mounted> mounted) {

  /** A drive with the store that serves it. */
  public record Mounted(Drive drive, BlobStore store) {

    private static final BlobKey PROBE = new BlobKey(".vault/probe");

    /**
     * Looks up an object that need not exist, to check that the drive answers.
     *
     * @throws StorageUnavailable when the drive does not answer, or is not the expected one
     */
    public void probe() {
      store.stat(PROBE);
    }
  }

  public Drives {
    mounted = List.copyOf(mounted);
    if (mounted.isEmpty()) {
      throw new IllegalArgumentException("drives: none (expected: at least one)");
    }
  }

  public Mounted primary() {
    return mounted.getFirst();
  }

  /**
   * Returns the store of a drive.
   *
   * @throws StorageUnavailable when the drive is not configured (any more)
   */
  public BlobStore store(UUID driveId) {
    return mounted.stream()
        .filter(m -> m.drive().id().equals(driveId))
        .findFirst()
        .orElseThrow(() -> new StorageUnavailable("drive " + driveId + " is not configured"))
        .store();
  }
}
