package dev.coffer.application;

import dev.coffer.application.copies.CopySettings;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.application.upload.UploadSettings;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;

/**
 * What an operator may choose of the use cases. The durations that nobody chooses are in {@link
 * Durations}.
 *
 * @param transfers that this instance takes at once
 * @param copies of each drive
 * @param deletionGrace how long a deleted backup can be restored
 * @param retention of systems and organizations that have no policy of their own
 */
public record VaultSettings(
    UploadSettings uploads,
    TransferLimits transfers,
    CopySettings copies,
    Duration deletionGrace,
    RetentionPolicy retention) {

  public static final Duration DEFAULT_DELETION_GRACE = Duration.ofDays(7);
}
