package dev.coffer.application.download;

import dev.coffer.domain.backup.BackupId;
import java.time.Instant;
import java.util.UUID;

/**
 * A link to one backup, served by this vault. It works for a limited time without an API key.
 *
 * @param keyId the API key on whose authority it works
 * @param expiresAt in whole seconds, on the index's clock
 * @param signature 64 lower-case hexadecimal digits over all other fields
 */
public record DownloadLink(BackupId backupId, UUID keyId, Instant expiresAt, String signature)
    implements Links.Link {}
