package dev.coffer.domain.tenancy;

import java.time.Instant;
import java.util.Optional;

/**
 * The metadata of a credential that operators see.
 *
 * @param revokedAt when it was revoked; empty = not revoked
 * @param lastUsedAt when it was last used, accurate to a few minutes; empty = never
 * @param works whether it is valid: neither revoked nor expired, by the index's clock
 */
public record CredentialFacts(
    Credential credential,
    Instant createdAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt,
    boolean works) {}
