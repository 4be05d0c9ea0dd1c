package dev.coffer.application.drives;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import java.util.UUID;

/** Where things lie on a drive. A key is a birth label: readable, never moved, no authority. */
public final class ObjectKeys {

  /** How the keys of health checks begin. */
  public static final String PROBE_PREFIX = ".vault/probe-";

  private ObjectKeys() {}

  public static BlobKey backup(Caller owner, BackupRef ref) {
    return new BlobKey(owner.organizationId() + "/" + owner.systemId() + "/" + ref);
  }

  public static BlobKey manifest(UUID systemUuid, BackupId id) {
    return new BlobKey(".vault/manifests/" + systemUuid + "/" + id);
  }

  /** With {@link dev.coffer.application.rebuild.TenantSnapshot#OF_ALL} among the organizations. */
  public static BlobKey tenantSnapshot(UUID organization, long number) {
    return new BlobKey(".vault/directory/" + organization + "/" + number);
  }

  /**
   * What a health check stores for a moment. Unlike the others here it is refused on a full drive.
   */
  public static BlobKey probe(UUID check) {
    return new BlobKey(PROBE_PREFIX + check);
  }

  public static BlobKey highWater(long number) {
    return new BlobKey(".vault/high-water/" + number);
  }
}
