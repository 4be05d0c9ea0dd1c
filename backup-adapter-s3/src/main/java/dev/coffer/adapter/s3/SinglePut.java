package dev.coffer.adapter.s3;

import java.io.IOException;
import java.io.InputStream;

/**
 * One object by one request: whole or not there, and nothing to abort. Thread-safe.
 *
 * <p>Whenever an answer leaves it open whether the object was made, a look at it decides: with our
 * token and our size it was. No other answer is taken for success.
 */
final class SinglePut {

  /**
   * Bodies up to here are held in memory, so that they can be sent again and their hash is signed:
   * manifests, and the backups of small appliances. 64 at once are 16 MiB.
   */
  private static final int HELD = 256 * 1024;

  private final S3Objects objects;
  private final StoreTraits traits;
  private final Retries retries;

  SinglePut(S3Objects objects, StoreTraits traits, Retries retries) {
    this.objects = objects;
    this.traits = traits;
    this.retries = retries;
  }

  void put(S3Object object, InputStream stream) throws IOException {
    StoreTraits.Found store = traits.get();
    if (!store.conditionalPut() && objects.head(object.path()).isPresent()) {
      throw S3BlobStore.taken(object.key());
    }
    S3Request request = S3Request.of("PUT", object.path());
    if (store.conditionalPut()) {
      request = request.header("If-None-Match", "*");
    }
    long length = object.size().bytes();
    if (length <= HELD) {
      byte[] held = StreamedBody.readWhole(stream, (int) length);
      S3Request whole = request.body(held);
      send(object, store.checksum() ? whole.checksummed() : whole, () -> true);
    } else {
      var streamed = StreamedBody.of(stream, length, store.trailer());
      send(
          object,
          request.body(streamed, store.expectContinue(), objects.limit(length)),
          () -> !streamed.started());
    }
  }

  /** Whether the body can still be sent from its first byte on. */
  private interface Repeatable {
    boolean now();
  }

  private void send(S3Object object, S3Request request, Repeatable repeatable) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        objects.put(object, request);
        return;
      } catch (IOException e) {
        if (attempt == 1 && S3Errors.isTaken(e)) {
          throw S3BlobStore.taken(object.key());
        }
        if (S3Errors.isCertain(e)) {
          throw e;
        }
        if (objects.wasMade(object, e)) {
          return;
        }
        if (!repeatable.now() || !retries.again(attempt, e)) {
          throw e;
        }
      }
    }
  }
}
