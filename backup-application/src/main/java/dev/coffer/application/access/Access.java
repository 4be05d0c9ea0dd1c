package dev.coffer.application.access;

import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import java.util.Optional;

/**
 * What the index knows of somebody who presents a system's key and a secret.
 *
 * @param credential the live one whose HMAC was presented; empty when none matches
 */
public record Access(ManagedSystem system, Optional<Credential> credential) {}
