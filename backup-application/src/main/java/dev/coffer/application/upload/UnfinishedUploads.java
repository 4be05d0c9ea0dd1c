package dev.coffer.application.upload;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Unfinished uploads that stores keep under ids of their own, such as multipart uploads of S3. They
 * are recorded so that they can be ended in stores that cannot list them.
 *
 * <p>For the adapters of stores: an adapter records an upload before it sends the first byte, and
 * deletes the record when the upload is certainly complete or aborted. So a recorded upload may
 * have ended already, and an upload without a record holds no bytes. Every method is one statement,
 * none is open while bytes are transferred, and each throws {@link StorageUnavailable} when its
 * outcome is unknown. Thread-safe, and shared by all instances.
 */
public interface UnfinishedUploads {

  /**
   * An unfinished upload in a store.
   *
   * @param token of the attempt that writes the object
   * @param id the store's own, 1 to 1024 characters; only valid together with the key
   */
  record Upload(UUID driveId, BlobKey key, WriteToken token, String id) {}

  /** Records an upload, durably. Repeatable: a recorded upload keeps its first time. */
  void opened(Upload upload);

  /** Returns the recorded uploads of this key, oldest first. */
  List<Upload> of(UUID driveId, BlobKey key);

  /**
   * Deletes the record of an upload that is complete or aborted. Repeatable: a missing record is no
   * error.
   */
  void closed(Upload upload);

  /**
   * Claims uploads that were recorded longer ago than {@code age}, oldest first, and whose key has
   * no attempt with a valid lease. They are left over from a process that died, or from a time when
   * the index did not answer. Each can be claimed again after {@code retry} until it is {@linkplain
   * #closed closed}. Several instances that call this at the same moment get different ones.
   *
   * @param age longer than it takes to write any object without its own lease (a manifest)
   */
  List<Upload> claimLeftOver(Duration age, Duration retry, int max);
}
