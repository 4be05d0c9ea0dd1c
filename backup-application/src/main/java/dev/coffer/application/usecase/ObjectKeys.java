package dev.coffer.application.usecase;

import dev.coffer.application.port.out.BlobKey;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import java.util.UUID;

/** Where things lie on a drive. A key is a birth label: readable, never moved, no authority. */
final class ObjectKeys {

  private ObjectKeys() {}

  static BlobKey backup(Caller owner, BackupRef ref) {
    return new BlobKey(owner.organizationId() + "/" + owner.systemId() + "/" + ref);
  }

  static BlobKey manifest(UUID systemUuid, BackupId id) {
    return new BlobKey(".vault/manifests/" + systemUuid + "/" + id);
  }

  /** With {@link dev.coffer.application.port.out.Directory#OF_ALL} among the organizations. */
  static BlobKey directory(UUID organization, long number) {
    return new BlobKey(".vault/directory/" + organization + "/" + number);
  }

  static BlobKey highWater(long number) {
    return new BlobKey(".vault/high-water/" + number);
  }
}
