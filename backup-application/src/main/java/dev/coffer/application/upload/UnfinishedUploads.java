package dev.coffer.application.upload;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What stores hold open for us under ids of their own, a multipart upload of S3 for example: noted
 * so that it can be ended by a store that cannot tell what is open.
 *
 * <p>For the adapters of stores, which note an upload before they send its first byte, and strike
 * it out when it is certainly complete or aborted. So what is noted may be over, and what is not
 * noted holds no bytes. Every method is one statement, of which none is open while bytes move, and
 * throws {@link StorageUnavailable} when its outcome is unknown. Thread-safe, and shared by all
 * instances.
 */
public interface UnfinishedUploads {

  /**
   * Something that a store holds open.
   *
   * @param token of the attempt that writes there
   * @param id the store's own, 1 to 1024 characters; means something together with the key alone
   */
  record Upload(UUID driveId, BlobKey key, WriteToken token, String id) {}

  /** Notes an upload, durably. Repeatable: one that is noted stays so, with its first time. */
  void opened(Upload upload);

  /** The uploads of this key that are noted, longest first. */
  List<Upload> of(UUID driveId, BlobKey key);

  /** Strikes an upload out: it is complete or aborted. Repeatable: one not noted is no error. */
  void closed(Upload upload);

  /**
   * Uploads that were noted longer ago than {@code age}, longest first, and under whose key no
   * attempt holds a live lease: left over from a process that died, or from an index that did not
   * answer when they ended. Each comes again after {@code retry} unless it was {@linkplain #closed
   * struck out}; several instances that ask at once are given different ones.
   *
   * @param age longer than any object without a lease of its own (a manifest) takes to be written
   */
  List<Upload> claimLeftOver(Duration age, Duration retry, int max);
}
