package dev.coffer.domain.audit;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was done, by whom and to what. Never changed.
 *
 * @param at on the index's clock
 * @param organizationId whose it was then; empty where it concerns the vault as a whole
 * @param detail for people; never a secret
 */
public record AuditEvent(
    UUID id,
    Instant at,
    Actor actor,
    AuditAction action,
    Optional<UUID> organizationId,
    Optional<SystemId> systemId,
    Optional<BackupId> backupId,
    String detail) {}
