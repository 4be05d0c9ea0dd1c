package dev.coffer.application.tenancy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The API keys of operators. A key out of scope is as if it did not exist. */
public interface ApiKeys {

  /** Ten years: a longer life is a typing error. */
  Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** Every key that operators have or had, the oldest first. */
  List<Row> list(Authority by);

  /**
   * Makes an operator a key.
   *
   * @param handOver takes what was made to whoever asked for it, before the vault accepts it; when
   *     it throws, nothing was changed
   */
  AddResult add(Authority by, AddCommand command, Consumer<Added> handOver);

  /** As the other one, for a caller that hands over what was made afterwards. */
  default AddResult add(Authority by, AddCommand command) {
    return add(by, command, _ -> {});
  }

  /**
   * Ends a key permanently, from the next request on. Repeatable.
   *
   * @return whether there is or was such a key
   */
  boolean revoke(Authority by, UUID id);

  /**
   * A key.
   *
   * @param works whether it is neither revoked nor expired, on the index's clock
   */
  record Row(ApiKey key, boolean works) {}

  /**
   * What to add.
   *
   * @param organization name of the only one that its bearer sees; empty = all
   * @param lifetime after which it is refused; 0 = never
   */
  record AddCommand(String name, Role role, Optional<String> organization, Duration lifetime) {

    public AddCommand {
      ApiKey.checkName(name);
      if (lifetime.isNegative() || lifetime.compareTo(LONGEST_LIFE) > 0) {
        throw new IllegalArgumentException(
            "lifetime of a key: \"%s\" (expected: 0 to %d days)"
                .formatted(lifetime, LONGEST_LIFE.toDays()));
      }
    }
  }

  sealed interface AddResult {}

  /** Added; the key is returned only here. */
  record Added(UUID id, Secret key) implements AddResult {}

  /** A key that is not revoked has this name. */
  record NameTaken() implements AddResult {}

  /** Or out of scope. */
  record UnknownOrganization() implements AddResult {}

  /** Only who sees all organizations makes a key for all. */
  record NotPermitted() implements AddResult {}
}
