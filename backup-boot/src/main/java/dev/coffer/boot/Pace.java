package dev.coffer.boot;

import dev.coffer.application.usecase.VaultSettings.UploadTimes;
import java.time.Duration;

/**
 * How fast an instance's own work goes on. Nothing for an operator to choose, and the same for all
 * instances on one index; tests that wait for the end of a lease are in more of a hurry.
 *
 * @param uploads how long things last in the upload protocol
 * @param renew between two renewals of the leases; several times within the fence, so that one miss
 *     is harmless
 * @param sweep between two passes of recovery, and of purging
 */
record Pace(UploadTimes uploads, Duration renew, Duration sweep) {

  static final Pace DEFAULT =
      new Pace(UploadTimes.DEFAULT, Duration.ofSeconds(20), Duration.ofSeconds(30));

  Pace {
    if (renew.multipliedBy(2).compareTo(uploads.fence()) >= 0) {
      throw new IllegalArgumentException(
          "renew: \"%s\" (expected: twice within the fence of %s)"
              .formatted(renew, uploads.fence()));
    }
  }
}
