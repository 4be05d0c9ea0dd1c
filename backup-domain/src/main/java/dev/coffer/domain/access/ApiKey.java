package dev.coffer.domain.access;

import dev.coffer.domain.Expected;
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
   * Checks what an operator gives; keys that are there already may be named otherwise.
   *
   * @throws IllegalArgumentException if {@code name} cannot name a key
   */
  public static void checkName(String name) {
    Expected.that(
        !name.isBlank()
            && name.equals(name.strip())
            && name.length() <= MAX_NAME_LENGTH
            && name.chars().noneMatch(Character::isISOControl),
        "key name",
        name,
        "1 to 64 characters without control characters or blanks at either end");
  }
}
