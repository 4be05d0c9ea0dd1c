package dev.coffer.adapter.s3;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.application.upload.UnfinishedUploads.Upload;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The multipart uploads of one drive that may be open. They are known from two sources: records in
 * the index, and the store's own listing. The records are for stores that do not list uploads, or
 * not to us. The listing is for an upload whose id was lost with the response. Thread-safe.
 */
final class OpenUploads {

  private static final Logger LOG = LoggerFactory.getLogger(OpenUploads.class);

  private final UUID driveId;
  private final MultipartUploads uploads;
  private final UnfinishedUploads notes;
  private final Retries retries;

  OpenUploads(UUID driveId, MultipartUploads uploads, UnfinishedUploads notes, Retries retries) {
    this.driveId = driveId;
    this.uploads = uploads;
    this.notes = notes;
    this.retries = retries;
  }

  /**
   * An upload that was opened for one put.
   *
   * @param checksummed whether its parts carry checksums
   * @param alone whether the store has certainly opened no other one for this put
   */
  record Opened(Upload upload, boolean checksummed, boolean alone) {

    String id() {
      return upload.id();
    }
  }

  /**
   * Opens an upload and notes it.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when it cannot be noted; then it is
   *     aborted, as far as the store lets us
   */
  Opened open(S3Object object, boolean checksummed) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        String id = uploads.create(object, checksummed);
        var upload = new Upload(driveId, object.key(), object.token(), id);
        note(object, upload);
        return new Opened(upload, checksummed, attempt == 1);
      } catch (IOException e) {
        if (!retries.again(attempt, e)) {
          throw e;
        }
      }
    }
  }

  private void note(S3Object object, Upload upload) {
    boolean noted = false;
    try {
      notes.opened(upload);
      noted = true;
    } finally {
      if (!noted) {
        abortQuietly(object, upload);
      }
    }
  }

  /**
   * The upload has become the object. Nothing that fails here changes that, so nothing is thrown:
   * recovery closes a record that stays behind.
   */
  void completed(S3Object object, Opened opened) {
    try {
      if (!opened.alone()) {
        uploads.abortListed(object.path());
      }
      notes.closed(opened.upload());
    } catch (IOException | StorageException e) {
      LOG.warn(
          "put {}: succeeded, but may have left a multipart upload open; recovery aborts it",
          object.key(),
          e);
    }
  }

  /** The failure that led here is what the caller must see. */
  void abortQuietly(S3Object object, Upload upload) {
    try {
      uploads.abort(object.path(), upload.id());
      notes.closed(upload);
    } catch (IOException | StorageException e) {
      LOG.warn(
          "put {}: failed, and its multipart upload may stay open until the object is removed",
          object.key(),
          e);
    }
  }

  /** Aborts whatever is known to be open under exactly this key. */
  void abortAll(BlobKey key, String path) throws IOException {
    for (Upload upload : notes.of(driveId, key)) {
      uploads.abort(path, upload.id());
      notes.closed(upload);
    }
    uploads.abortListed(path);
  }
}
