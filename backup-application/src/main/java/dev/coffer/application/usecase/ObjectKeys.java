package dev.coffer.application.usecase;

import dev.coffer.application.port.out.BlobKey;
import dev.coffer.domain.BackupId;
import dev.coffer.domain.BackupRef;
import dev.coffer.domain.Caller;
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
}
