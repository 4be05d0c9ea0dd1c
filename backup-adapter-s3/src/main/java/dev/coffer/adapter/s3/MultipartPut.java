package dev.coffer.adapter.s3;

import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One object by a multipart upload: part after part from the stream, none held in memory.
 * Thread-safe.
 *
 * <p>Its id is noted before the first part. Nothing is visible before the upload is completed.
 * Whether it was, when an answer leaves that open, a look at the object decides, as in {@link
 * SinglePut}. An upload that fails before is aborted; one whose completion is in doubt is left to a
 * removal.
 */
final class MultipartPut {

  /** Stores require at least 5 MiB. Larger parts cost no memory, because they are streamed. */
  private static final long SMALLEST_PART = 16L << 20;

  /** A store takes 10,000. */
  private static final long MOST_PARTS = 9000;

  private final S3Objects objects;
  private final MultipartUploads uploads;
  private final OpenUploads open;
  private final StoreTraits traits;
  private final Retries retries;

  MultipartPut(
      S3Objects objects,
      MultipartUploads uploads,
      OpenUploads open,
      StoreTraits traits,
      Retries retries) {
    this.objects = objects;
    this.uploads = uploads;
    this.open = open;
    this.traits = traits;
    this.retries = retries;
  }

  static long partSize(long length) {
    return Math.max(SMALLEST_PART, Math.ceilDiv(length, MOST_PARTS));
  }

  void put(S3Object object, InputStream stream) throws IOException {
    StoreTraits.Found store = traits.get();
    // Stores do not agree on a condition at completion, so a look beforehand has to do.
    if (objects.head(object.path()).isPresent()) {
      throw S3BlobStore.taken(object.key());
    }
    OpenUploads.Opened opened = open(object, store.trailer());
    List<Part> parts = new ArrayList<>();
    boolean sent = false;
    try {
      sendAll(object, opened, stream, store.expectContinue(), parts);
      sent = true;
    } finally {
      if (!sent) {
        open.abortQuietly(object, opened.upload());
      }
    }
    complete(object, opened.id(), parts);
    open.completed(object, opened);
  }

  /** A store may know checksums of whole objects alone. */
  private OpenUploads.Opened open(S3Object object, boolean checksummed) throws IOException {
    try {
      return open.open(object, checksummed);
    } catch (S3Refusal e) {
      if (checksummed && S3Errors.isNotImplemented(e)) {
        return open.open(object, false);
      }
      throw e;
    }
  }

  private void sendAll(
      S3Object object,
      OpenUploads.Opened opened,
      InputStream stream,
      boolean expectContinue,
      List<Part> parts)
      throws IOException {
    long length = object.size().bytes();
    long partSize = partSize(length);
    for (long left = length; left > 0; left -= partSize) {
      var body = StreamedBody.of(stream, Math.min(partSize, left), opened.checksummed());
      parts.add(send(object, opened.id(), parts.size() + 1, body, expectContinue));
    }
  }

  private Part send(
      S3Object object, String uploadId, int number, StreamedBody body, boolean expectContinue)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return uploads.send(object, uploadId, number, body, expectContinue);
      } catch (IOException e) {
        if (body.started() || !retries.again(attempt, e)) {
          throw e;
        }
      }
    }
  }

  private void complete(S3Object object, String uploadId, List<Part> parts) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        uploads.complete(object, uploadId, parts);
        return;
      } catch (IOException e) {
        if (objects.wasMade(object, e)) {
          return;
        }
        if (!retries.again(attempt, e)) {
          throw e;
        }
      }
    }
  }
}
