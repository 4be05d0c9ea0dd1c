package dev.coffer.application.rebuild;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A high-water mark: how far a vault had come when it last wrote to a drive. An index that has not
 * come this far is an older one that was restored.
 *
 * @param number as {@link TenantSnapshot#number}, of this mark itself: every snapshot on the drive
 *     with a lower number was written earlier
 * @param newestReceivedAt the latest of all backups; empty = there are no backups
 */
public record HighWater(
    UUID vaultId, long number, Instant madeAt, Optional<Instant> newestReceivedAt) {}
