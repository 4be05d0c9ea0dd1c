package dev.coffer.application.drives;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import java.util.UUID;

/**
 * The keys of objects on a drive. A key contains names as they were when the object was written: it
 * is readable, never changes, and proves nothing.
 */
public final class ObjectKeys {

  /** The prefix of the keys of health checks. */
  public static final String PROBE_PREFIX = ".vault/probe-";

  private ObjectKeys() {}

  public static BlobKey backup(Caller owner, BackupRef ref) {
    return new BlobKey(owner.organizationId() + "/" + owner.systemId() + "/" + ref);
  }

  public static BlobKey manifest(UUID systemUuid, BackupId id) {
    return new BlobKey(".vault/manifests/" + systemUuid + "/" + id);
  }

  /**
   * {@link dev.coffer.application.rebuild.TenantSnapshot#OF_ALL} may stand for the organization.
   */
  public static BlobKey tenantSnapshot(UUID organization, long number) {
    return new BlobKey(".vault/directory/" + organization + "/" + number);
  }

  /**
   * The key of an object that a health check stores for a moment. Unlike the other objects here, it
   * is refused on a full drive.
   */
  public static BlobKey probe(UUID check) {
    return new BlobKey(PROBE_PREFIX + check);
  }

  public static BlobKey highWater(long number) {
    return new BlobKey(".vault/high-water/" + number);
  }
}
