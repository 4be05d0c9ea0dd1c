package dev.coffer.application.tenancy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The API keys of operators. A key out of scope is treated as if it did not exist. */
public interface ApiKeys {

  /** Ten years: a longer lifetime is a typing error. */
  Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** Returns every key that operators have or had, oldest first. */
  List<Row> list(Authority by);

  /**
   * Adds an API key for an operator.
   *
   * @param handOver delivers the new key to its recipient before the vault accepts the key; if it
   *     throws, nothing is changed
   */
  AddResult add(Authority by, AddCommand command, Consumer<Added> handOver);

  /** Adds an API key for an operator; the caller delivers it afterwards. */
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
   * Ends all keys that this key has made, and those that they have made, permanently. Repeatable,
   * and effective whether or not the key itself is revoked.
   *
   * @return how many were not revoked before
   */
  int revokeMade(Authority by, UUID id);

  /**
   * A key.
   *
   * @param works whether it is neither revoked nor expired, on the index's clock
   */
  record Row(ApiKey key, boolean works) {}

  /**
   * The key to add.
   *
   * @param organization name of the only organization that its bearer sees; empty = all
   * @param lifetime after which the key expires; 0 = never
   */
  record AddCommand(String name, Role role, Optional<String> organization, Duration lifetime) {

    public AddCommand {
      name = ApiKey.name(name);
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

  /** Why no key was made. */
  sealed interface AddRefusal extends AddResult {}

  /** A key of its organization that is not revoked has this name. */
  record NameTaken() implements AddRefusal {}

  /** The organization does not exist, or is out of scope. */
  record UnknownOrganization() implements AddRefusal {}

  /** No key makes one that may do or see more than itself. */
  record NotPermitted() implements AddRefusal {}

  /**
   * No key makes one that works longer than itself.
   *
   * @param until when the key that makes it expires
   */
  record OutlivesMaker(Instant until) implements AddRefusal {}
}
