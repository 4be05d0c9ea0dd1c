package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;

/**
 * The credentials that a client presents; nothing of them has been checked.
 *
 * @param user the claimed system key, any text
 */
public record Credentials(String user, Secret secret) {}
