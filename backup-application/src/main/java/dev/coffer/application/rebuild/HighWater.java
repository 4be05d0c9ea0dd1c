package dev.coffer.application.rebuild;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a vault had come when it last wrote to a drive. An index that has not come so far is an
 * older one that somebody restored.
 *
 * @param number as {@link TenantSnapshot#number}, of this mark itself: every snapshot on the drive
 *     with a lower one was written before
 * @param newestReceivedAt of all backups; empty = there is none
 */
public record HighWater(
    UUID vaultId, long number, Instant madeAt, Optional<Instant> newestReceivedAt) {}
