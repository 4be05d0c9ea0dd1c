package dev.coffer.application;

import dev.coffer.application.copies.CopySettings;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.application.upload.UploadSettings;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;

/**
 * The use-case settings that an operator may choose. {@link Durations} has the durations that
 * nobody chooses.
 *
 * @param transfers that this instance runs at the same time
 * @param copies settings for each drive
 * @param deletionGrace how long a deleted backup can be restored
 * @param retention for systems and organizations that have no policy of their own
 */
public record VaultSettings(
    UploadSettings uploads,
    TransferLimits transfers,
    CopySettings copies,
    Duration deletionGrace,
    RetentionPolicy retention) {

  public static final Duration DEFAULT_DELETION_GRACE = Duration.ofDays(7);
}
