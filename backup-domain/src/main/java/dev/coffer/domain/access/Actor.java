package dev.coffer.domain.access;

import dev.coffer.domain.Expected;
import java.util.Optional;
import java.util.UUID;

/**
 * The actor of an audit event, as it is stored.
 *
 * @param name public key of a system, id of an API key, user at a command line, or job of the vault
 */
public record Actor(Kind kind, String name) {

  private static final int MAX_NAME = 128;

  /** The kinds of actors. */
  public enum Kind {
    SYSTEM,
    OPERATOR,
    COMMAND_LINE,
    VAULT
  }

  public Actor {
    Expected.that(
        !name.isEmpty() && name.length() <= MAX_NAME,
        "actor",
        name,
        "1 to %d characters".formatted(MAX_NAME));
  }

  /** The API key that acts; empty where it is none. */
  public Optional<UUID> keyId() {
    return kind == Kind.OPERATOR ? Optional.of(UUID.fromString(name)) : Optional.empty();
  }

  public static Actor of(Caller caller) {
    return new Actor(Kind.SYSTEM, caller.systemId().value());
  }

  public static Actor of(Operator operator) {
    return new Actor(Kind.OPERATOR, operator.keyId().toString());
  }

  /** For work that the vault does automatically. */
  public static Actor vault(String job) {
    return new Actor(Kind.VAULT, job);
  }
}
