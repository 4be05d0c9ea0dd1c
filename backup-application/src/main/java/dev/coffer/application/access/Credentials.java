package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;

/**
 * What somebody presents to be recognised; nothing of it has been checked.
 *
 * @param user claimed system key, any text
 */
public record Credentials(String user, Secret secret) {}
