package dev.coffer.application.download;

import dev.coffer.domain.backup.BackupId;
import java.time.Instant;
import java.util.UUID;

/**
 * A link to one backup by way of this vault, which works for a while without a key.
 *
 * @param keyId the API key on whose authority it works
 * @param expiresAt in whole seconds, on the index's clock
 * @param signature 64 lower-case hexadecimal digits over all the rest
 */
public record DownloadLink(BackupId backupId, UUID keyId, Instant expiresAt, String signature)
    implements Links.Link {}
