package dev.coffer.adapter.s3;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Abilities in which stores differ, tested once before the first put. Thread-safe. */
final class StoreTraits {

  private static final Logger LOG = LoggerFactory.getLogger(StoreTraits.class);

  /**
   * The abilities of one store.
   *
   * @param conditionalPut whether it refuses a put to an existing key when asked to. Only a second
   *     safeguard: some stores ignore the condition after they have lost a disk
   * @param expectContinue whether it answers {@code Expect: 100-continue}. Then a put that a busy
   *     store refuses has not consumed its body and can be repeated
   * @param checksum whether a put may carry a checksum; a bucket with Object Lock demands one
   * @param trailer whether a streamed body may carry it at its end
   */
  record Found(boolean conditionalPut, boolean expectContinue, boolean checksum, boolean trailer) {

    private static Found of(DriveMarker.Outcome outcome, boolean expectContinue, boolean trailer) {
      return new Found(outcome.honoursCondition(), expectContinue, outcome.checksummed(), trailer);
    }
  }

  private final DriveMarker marker;
  private final TrailerProbe trailers;
  private final S3Bucket bucket;
  private final String name;
  private volatile @Nullable Found found;

  StoreTraits(DriveMarker marker, TrailerProbe trailers, S3Bucket bucket, String name) {
    this.marker = marker;
    this.trailers = trailers;
    this.bucket = bucket;
    this.name = name;
  }

  /** Asks once; two threads at once both ask, which does no harm. */
  Found get() throws IOException {
    Found known = found;
    if (known == null) {
      known = ask();
      found = known;
      LOG.info("{}: {}", name, known);
      if (bucket.versioning() == S3Bucket.Versioning.ON) {
        LOG.warn(
            "{}: the bucket keeps old versions. Deleted backups are gone only after a lifecycle "
                + "rule of the bucket removes them",
            name);
      }
    }
    return known;
  }

  private Found ask() throws IOException {
    try {
      return Found.of(marker.rewrite(true), true, trailers.run());
    } catch (SocketTimeoutException e) {
      LOG.info("{}: does not answer Expect: 100-continue", name, e);
      return Found.of(marker.rewrite(false), false, trailers.run());
    }
  }
}
