package dev.coffer.adapter.s3;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a store takes bodies with a checksum behind them. A store that has never heard
 * of them refuses, or keeps the frames as if they were bytes, so what it keeps is read.
 * Thread-safe.
 */
final class TrailerProbe {

  static final String NAME = ".vault/probe-trailer";

  private static final Logger LOG = LoggerFactory.getLogger(TrailerProbe.class);

  private static final byte[] CONTENT = "coffer".getBytes(StandardCharsets.US_ASCII);

  /** Another instance that asks the same at the same moment removes what it has written. */
  private static final int ROUNDS = 3;

  private final S3Objects objects;
  private final Retries retries;
  private final S3Object object;

  TrailerProbe(S3Objects objects, Retries retries, String prefix, UUID driveId) {
    this.objects = objects;
    this.retries = retries;
    this.object =
        new S3Object(
            new BlobKey(NAME),
            prefix + NAME,
            new WriteToken(driveId),
            new ByteSize(CONTENT.length));
  }

  /**
   * Whether it does.
   *
   * @throws IOException when the store does not answer
   */
  boolean run() throws IOException {
    try {
      Optional<byte[]> kept = Optional.empty();
      for (int round = 0; kept.isEmpty() && round < ROUNDS; round++) {
        kept = roundTrip();
      }
      return kept.filter(bytes -> Arrays.equals(bytes, CONTENT)).isPresent();
    } catch (S3Refusal | InterruptedIOException e) {
      LOG.info("the store does not accept a checksum behind the bytes of an object", e);
      return false;
    } finally {
      remove();
    }
  }

  private Optional<byte[]> roundTrip() throws IOException {
    retries.repeat(() -> {
      var body = new ChecksummedBody(new ByteArrayInputStream(CONTENT), CONTENT.length);
      long length = body.contentLength();
      objects.put(
          object, S3Request.of("PUT", object.path()).body(body, false, objects.limit(length)));
      return object;
    });
    Optional<InputStream> found = objects.get(object.path(), 0, Long.MAX_VALUE);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream bytes = found.get()) {
      return Optional.of(bytes.readNBytes(CONTENT.length + 1));
    }
  }

  private void remove() {
    try {
      objects.delete(object.path());
    } catch (IOException e) {
      LOG.debug("{} could not be removed", object.path(), e);
    }
  }
}
