package dev.coffer.domain.tenancy;

import java.util.UUID;

/** The system that a backup belongs to, and the organization of that system. */
public record Owner(UUID organizationId, UUID systemUuid) {}
