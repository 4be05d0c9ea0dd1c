package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;

/**
 * The credentials that a client presents; nothing of them has been checked.
 *
 * @param user the claimed system key, any text; empty for an API key
 */
public record Credentials(String user, Secret secret) {

  public static Credentials ofApiKey(Secret key) {
    return new Credentials("", key);
  }
}
