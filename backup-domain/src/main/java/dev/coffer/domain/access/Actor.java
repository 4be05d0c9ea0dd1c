package dev.coffer.domain.access;

import dev.coffer.domain.Expected;

/**
 * Who did something, as it is kept for good.
 *
 * @param name public key of a system, id of an API key, user at a command line, or job of the vault
 */
public record Actor(Kind kind, String name) {

  private static final int MAX_NAME = 128;

  /** What may do something. */
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

  public static Actor of(Caller caller) {
    return new Actor(Kind.SYSTEM, caller.systemId().value());
  }

  public static Actor of(Operator operator) {
    return new Actor(Kind.OPERATOR, operator.keyId().toString());
  }

  /** Something that the vault does by itself. */
  public static Actor vault(String job) {
    return new Actor(Kind.VAULT, job);
  }
}
