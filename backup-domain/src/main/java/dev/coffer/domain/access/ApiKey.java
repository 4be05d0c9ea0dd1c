package dev.coffer.domain.access;

import dev.coffer.domain.PlainText;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An operator's key, without the key.
 *
 * @param name for people; no two keys of an organization that were not revoked have the same
 * @param organization name of the only one it sees; empty = all
 * @param madeBy the key with which it was made; empty = at a command line, or the maker is gone
 * @param expiresAt from when on it is refused; empty = never
 * @param revokedAt since when it is refused; empty = not revoked
 */
public record ApiKey(
    UUID id,
    String name,
    Role role,
    Optional<String> organization,
    Optional<UUID> madeBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt) {

  private static final int MAX_NAME_LENGTH = 64;

  /**
   * The name that an operator gives; keys that are there already may be named otherwise.
   *
   * @throws IllegalArgumentException if {@code text} cannot name a key
   */
  public static String name(String text) {
    return PlainText.of("key name", text, 1, MAX_NAME_LENGTH);
  }
}
