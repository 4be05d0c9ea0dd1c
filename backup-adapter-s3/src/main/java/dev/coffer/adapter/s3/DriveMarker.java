package dev.coffer.adapter.s3;

import dev.coffer.application.Ticker;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The object that marks a bucket, or a prefix of one, as a drive and holds the drive's id.
 * Thread-safe.
 *
 * <p>A check holds for five seconds. A bucket cannot be unmounted like a directory: a different
 * bucket appears only with another configuration, and so in another process, or if someone deletes
 * ours and creates a new one with the same name. When an object was not found, the check is
 * repeated.
 */
final class DriveMarker {

  private static final long HOLDS_NANOS = Duration.ofSeconds(5).toNanos();

  /** More than an id: a longer object is not read. */
  private static final int MAX_BYTES = 64;

  private final S3Config config;
  private final S3Bucket bucket;
  private final S3Objects objects;
  private final S3Connection connection;
  private final Retries retries;
  private final Ticker ticker;
  private final UUID driveId;
  private final String path;

  /** When the last successful check began; initially a time at which it no longer counts. */
  private final AtomicLong checkedAt;

  DriveMarker(
      S3Config config,
      S3Bucket bucket,
      S3Objects objects,
      S3Connection connection,
      Retries retries,
      Ticker ticker,
      UUID driveId) {
    this.config = config;
    this.bucket = bucket;
    this.objects = objects;
    this.connection = connection;
    this.retries = retries;
    this.ticker = ticker;
    this.driveId = driveId;
    this.path = config.prefix() + S3BlobStore.MARKER;
    this.checkedAt = new AtomicLong(ticker.nanos() - HOLDS_NANOS);
  }

  /**
   * Makes sure of the drive, by what was found in the last seconds.
   *
   * @throws StorageUnavailable when this is not the drive
   */
  void check() throws IOException {
    if (ticker.nanos() - checkedAt.get() >= HOLDS_NANOS) {
      checkNow();
    }
  }

  /** Makes sure of the drive as it is now. */
  void checkNow() throws IOException {
    long now = ticker.nanos();
    String found = read().orElseThrow(() -> new StorageUnavailable(unexpected("nothing")));
    if (!found.equals(driveId.toString())) {
      throw new StorageUnavailable(unexpected(found));
    }
    checkedAt.set(now);
  }

  private Optional<String> read() throws IOException {
    Optional<InputStream> content = objects.get(path, 0, MAX_BYTES);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (var bytes = content.get()) {
      return Optional.of(
          new String(bytes.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip());
    }
  }

  /** Writes the marker into an empty place; repeatable. */
  void create() throws IOException {
    if (config.createBucket() && !bucket.exists()) {
      bucket.create();
    }
    if (read().isEmpty()) {
      refuseForeignContent();
      // Where the condition is not honoured, of two different ids at once the later one stays, and
      // the check of the other one fails from then on.
      write(false);
    }
    checkNow();
  }

  /**
   * What a store did with a put of the marker.
   *
   * @param written whether it was written; if not, something is there
   * @param conditional whether the put was made on the condition that nothing is there
   * @param checksummed whether it carried a checksum
   */
  record Outcome(boolean written, boolean conditional, boolean checksummed) {

    /** Whether a put of a taken key is refused when asked to. */
    boolean honoursCondition() {
      return conditional && !written;
    }
  }

  /**
   * Writes what is there once more, on the condition that nothing is: a store that ignores it
   * replaces the marker by the same bytes.
   */
  Outcome rewrite(boolean expectsContinue) throws IOException {
    return write(expectsContinue);
  }

  /** A store that has not implemented the condition or the checksum is asked without. */
  private Outcome write(boolean expectsContinue) throws IOException {
    try {
      return write(expectsContinue, true, true);
    } catch (S3Refusal e) {
      expectNotImplemented(e);
    }
    try {
      return write(expectsContinue, false, true);
    } catch (S3Refusal e) {
      expectNotImplemented(e);
    }
    try {
      return write(expectsContinue, true, false);
    } catch (S3Refusal e) {
      expectNotImplemented(e);
      return write(expectsContinue, false, false);
    }
  }

  private static void expectNotImplemented(S3Refusal refusal) throws S3Refusal {
    if (!S3Errors.isNotImplemented(refusal)) {
      throw refusal;
    }
  }

  private Outcome write(boolean expectsContinue, boolean conditional, boolean checksummed)
      throws IOException {
    byte[] content = (driveId + "\n").getBytes(StandardCharsets.US_ASCII);
    S3Request plain =
        S3Request.of("PUT", path)
            .body(content)
            .header(S3Object.TOKEN_HEADER, driveId.toString())
            .headers(objects.encryption());
    S3Request proved = checksummed ? plain.checksummed() : plain;
    S3Request asked = conditional ? proved.header("If-None-Match", "*") : proved;
    try {
      retries.repeat(() -> {
        connection.sendOnly(expectsContinue ? asked.expectingContinue() : asked);
        return path;
      });
      return new Outcome(true, conditional, checksummed);
    } catch (S3Refusal e) {
      if (S3Errors.isTaken(e) || S3Errors.isConflict(e)) {
        return new Outcome(false, conditional, checksummed);
      }
      throw e;
    }
  }

  /** A bucket with something in it is a mistyped name or a drive that lost its marker. */
  private void refuseForeignContent() throws IOException {
    Predicate<String> ours = key -> key.equals(path);
    Optional<String> foreign = bucket.someKeys().stream().filter(ours.negate()).findFirst();
    if (foreign.isPresent() && read().isEmpty()) {
      throw new StorageUnavailable(
          "%s: contains %s (expected: an empty bucket or prefix)"
              .formatted(place(), foreign.get()));
    }
  }

  private String place() {
    return "%s/%s/%s".formatted(config.endpoint(), config.bucket(), config.prefix());
  }

  private String unexpected(String found) {
    return "%s%s: %s (expected: the id of the drive, %s)"
        .formatted(place(), S3BlobStore.MARKER, found, driveId);
  }
}
