package dev.coffer.domain.tenancy;

import java.time.Instant;
import java.util.Optional;

/**
 * What operators are told of a credential.
 *
 * @param revokedAt since when it is refused; empty = not revoked
 * @param lastUsedAt when it was last recognised, a few minutes late at most; empty = never
 * @param works whether it is neither revoked nor expired, on the index's clock
 */
public record CredentialFacts(
    Credential credential,
    Instant createdAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt,
    boolean works) {}
