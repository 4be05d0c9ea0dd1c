package dev.coffer.domain.backup;

import dev.coffer.domain.ByteSize;
import java.time.Instant;
import java.util.UUID;

/**
 * The immutable metadata of a backup, stored next to its contents on every drive. The index row can
 * be rebuilt from it and the contents. The owner of the system, pins and deletions can change, so
 * they are not part of it.
 *
 * @param vaultId the vault that wrote it
 * @param objectKey where the bytes lie on the drive
 */
public record Manifest(
    UUID vaultId,
    BackupId backupId,
    UUID systemUuid,
    String objectKey,
    ByteSize size,
    ContentDigests digests,
    WriteToken writeToken,
    long number,
    Filename filename,
    MediaType mediaType,
    Instant receivedAt) {}
