package dev.coffer.domain.backup;

import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;

/**
 * A backup that was deleted and whose bytes are not gone yet.
 *
 * @param organization name of its owner
 * @param purgeAfter when its bytes are due to go, or to be tried again
 * @param purging whether their removal has begun: it cannot come back
 */
public record DeletedBackup(
    Backup backup,
    SystemId systemId,
    String organization,
    Instant deletedAt,
    Instant purgeAfter,
    boolean purging) {}
