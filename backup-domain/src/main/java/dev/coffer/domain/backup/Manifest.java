package dev.coffer.domain.backup;

import dev.coffer.domain.ByteSize;
import java.time.Instant;
import java.util.UUID;

/**
 * The facts of a backup that never change, kept beside its bytes on every drive: from it and the
 * bytes alone the index row can be rebuilt. Who owns the system, pins and deletions may change and
 * are not here.
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
    Sha256 sha256,
    WriteToken writeToken,
    long number,
    Filename filename,
    MediaType mediaType,
    Instant receivedAt) {}
