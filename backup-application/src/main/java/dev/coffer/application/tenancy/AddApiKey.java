package dev.coffer.application.tenancy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Makes an operator a key. */
@FunctionalInterface
public interface AddApiKey {

  /** Ten years: a longer life is a typing error. */
  Duration LONGEST_LIFE = Duration.ofDays(3650);

  Result add(Authority by, Command command);

  /**
   * What to add.
   *
   * @param organization name of the only one it is to see; empty = all
   * @param lifetime after which it is refused; 0 = never
   */
  record Command(String name, Role role, Optional<String> organization, Duration lifetime) {

    public Command {
      ApiKey.checkName(name);
      if (lifetime.isNegative() || lifetime.compareTo(LONGEST_LIFE) > 0) {
        throw new IllegalArgumentException(
            "lifetime of a key: \"%s\" (expected: 0 to %d days)"
                .formatted(lifetime, LONGEST_LIFE.toDays()));
      }
    }
  }

  sealed interface Result {}

  /** Added; the key is told here and never again. */
  record Added(UUID id, Secret key) implements Result {}

  /** By a key that was not revoked. */
  record NameTaken() implements Result {}

  /** Or out of reach. */
  record OrganizationUnknown() implements Result {}

  /** A key for all is made by who has one. */
  record NotPermitted() implements Result {}
}
