package dev.coffer.adapter.s3;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * The one place that knows what a failure of the store means. Whatever is not certain is {@link
 * StorageUnavailable}. Messages name the key and what the store said, never what was sent.
 */
final class S3Errors {

  private static final int NO_ROOM = 507;

  private static final Set<String> FULL =
      Set.of(
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "QuotaExceeded",
          "InsufficientStorage",
          "NoSpaceLeft");

  /** A 404 that says nothing of the object. */
  private static final Set<String> ABSENT_OTHERWISE = Set.of("NoSuchBucket", "NoSuchUpload");

  private static final Set<String> PASSING =
      Set.of("SlowDown", "SlowDownRead", "SlowDownWrite", "InternalError", "ServiceUnavailable");

  private S3Errors() {}

  /**
   * Names what failed.
   *
   * @param action what failed, with the key, e.g. {@code put a/b}
   */
  static StorageException translate(String action, IOException failure) {
    if (!(failure instanceof S3Refusal refusal)) {
      return new StorageUnavailable("%s: %s".formatted(action, Reasons.of(failure)), failure);
    }
    String message = "%s: %s".formatted(action, refusal.getMessage());
    if (isFull(refusal)) {
      return new StorageFull(message, refusal);
    }
    if (refusal.code().equals("RequestTimeTooSkewed")) {
      return new StorageUnavailable(
          message + " (the clocks of this host and of the store differ too much)", refusal);
    }
    return new StorageUnavailable(message, refusal);
  }

  private static boolean isFull(S3Refusal refusal) {
    return refusal.status() == NO_ROOM || FULL.contains(refusal.code());
  }

  /** There is no such object, provided that the bucket is there: HEAD does not say what is not. */
  static boolean isAbsent(IOException failure) {
    return failure instanceof S3Refusal refusal
        && refusal.status() == 404
        && !ABSENT_OTHERWISE.contains(refusal.code());
  }

  static boolean isNoSuchUpload(IOException failure) {
    return failure instanceof S3Refusal refusal
        && refusal.status() == 404
        && !refusal.code().equals("NoSuchBucket");
  }

  static boolean isRangePastEnd(IOException failure) {
    return failure instanceof S3Refusal refusal && refusal.status() == 416;
  }

  /** A condition that something is already there. */
  static boolean isTaken(IOException failure) {
    return failure instanceof S3Refusal refusal && refusal.status() == 412;
  }

  /** Another write of the same key is under way. */
  static boolean isConflict(IOException failure) {
    return failure instanceof S3Refusal refusal && refusal.status() == 409;
  }

  static boolean isNotImplemented(IOException failure) {
    return failure instanceof S3Refusal refusal
        && (refusal.status() == 501
            || refusal.status() == 405
            || refusal.code().equals("NotImplemented"));
  }

  /** These credentials may do other things, but not this one. */
  static boolean isDenied(IOException failure) {
    return failure instanceof S3Refusal refusal && refusal.code().equals("AccessDenied");
  }

  /** The store has said no, and did nothing. */
  static boolean isCertain(IOException failure) {
    return failure instanceof S3Refusal refusal
        && (isFull(refusal)
            || (refusal.status() >= 400
                && refusal.status() < 500
                && !isTaken(refusal)
                && !isConflict(refusal)
                && !isPassing(refusal)));
  }

  /**
   * Worth another try at once: the store is busy, or the connection broke. Silence is not, for who
   * waited once for a timeout should not wait for it four times.
   */
  static boolean isPassing(IOException failure) {
    if (failure instanceof S3Refusal refusal) {
      return PASSING.contains(refusal.code())
          || switch (refusal.status()) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
          };
    }
    return !(failure instanceof InterruptedIOException
        || failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof SSLException);
  }
}
