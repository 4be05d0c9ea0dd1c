package dev.coffer.adapter.s3;

import dev.coffer.application.port.out.BlobStore.StoredBlob;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object by a multipart upload: part after part from the stream, none held in memory.
 * Thread-safe.
 *
 * <p>Nothing is visible before the upload is completed. Whether it was, when an answer leaves that
 * open, a look at the object decides, as in {@link SinglePut}. An upload that fails before is
 * aborted; one whose completion is in doubt is left to a removal.
 */
final class MultipartPut {

  private static final Logger LOG = LoggerFactory.getLogger(MultipartPut.class);

  /** A store wants at least 5 MiB; larger parts cost nothing, for they are not held. */
  private static final long SMALLEST_PART = 16L << 20;

  /** A store takes 10,000. */
  private static final long MOST_PARTS = 9000;

  private final S3Objects objects;
  private final MultipartUploads uploads;
  private final StoreTraits traits;
  private final Retries retries;

  MultipartPut(S3Objects objects, MultipartUploads uploads, StoreTraits traits, Retries retries) {
    this.objects = objects;
    this.uploads = uploads;
    this.traits = traits;
    this.retries = retries;
  }

  static long partSize(long length) {
    return Math.max(SMALLEST_PART, Math.ceilDiv(length, MOST_PARTS));
  }

  void put(S3Object object, InputStream stream) throws IOException {
    boolean expectContinue = traits.get().expectContinue();
    // Stores do not agree on a condition at completion, so a look beforehand has to do.
    if (objects.head(object.path()).isPresent()) {
      throw S3BlobStore.taken(object.key());
    }
    String uploadId = uploads.create(object);
    List<Part> parts = new ArrayList<>();
    boolean sent = false;
    try {
      sendAll(object, uploadId, stream, expectContinue, parts);
      sent = true;
    } finally {
      if (!sent) {
        abortQuietly(object, uploadId);
      }
    }
    complete(object, uploadId, parts);
  }

  private void sendAll(
      S3Object object,
      String uploadId,
      InputStream stream,
      boolean expectContinue,
      List<Part> parts)
      throws IOException {
    long length = object.size().bytes();
    long partSize = partSize(length);
    for (long left = length; left > 0; left -= partSize) {
      var body = new StreamedBody(stream, Math.min(partSize, left));
      parts.add(send(object, uploadId, parts.size() + 1, body, expectContinue));
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
        if (isThere(object, e)) {
          return;
        }
        if (!retries.again(attempt, e)) {
          throw e;
        }
      }
    }
  }

  private boolean isThere(S3Object object, IOException answer) throws IOException {
    try {
      Optional<StoredBlob> found = objects.head(object.path());
      if (found.filter(object::is).isPresent()) {
        LOG.info(
            "put {}: had succeeded, though the answer was {}", object.key(), answer.toString());
        return true;
      }
      return false;
    } catch (IOException e) {
      answer.addSuppressed(e);
      throw answer;
    }
  }

  /** The failure that led here is what the caller must see. */
  private void abortQuietly(S3Object object, String uploadId) {
    try {
      uploads.abort(object.path(), uploadId);
    } catch (IOException e) {
      LOG.warn("put {}: its multipart upload stays open until it is removed", object.key(), e);
    }
  }
}
