package dev.coffer.boot;

import dev.coffer.application.VaultSettings.UploadTimes;
import dev.coffer.application.copies.CopyQueue;
import java.time.Duration;

/**
 * How fast an instance's own work goes on. Nothing for an operator to choose, and the same for all
 * instances on one index; tests that wait for the end of a lease are in more of a hurry.
 *
 * @param uploads how long things last in the upload protocol
 * @param renew between two renewals of the leases; several times within the fence, so that one miss
 *     is harmless
 * @param sweep between two passes of recovery, of purging, and of scrubbing, and two looks whether
 *     retention is due
 * @param copies between two looks for copies to be made
 * @param directories between two looks for what drives are to be told; a change is there within a
 *     minute
 * @param backoff between two attempts of one copy
 */
record Pace(
    UploadTimes uploads,
    Duration renew,
    Duration sweep,
    Duration copies,
    Duration directories,
    CopyQueue.Backoff backoff) {

  static final Pace DEFAULT =
      new Pace(
          UploadTimes.DEFAULT,
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          CopyQueue.Backoff.DEFAULT);

  Pace {
    if (renew.multipliedBy(2).compareTo(uploads.fence()) >= 0) {
      throw new IllegalArgumentException(
          "renew: \"%s\" (expected: twice within the fence of %s)"
              .formatted(renew, uploads.fence()));
    }
  }
}
