package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Manages the credentials of systems, for operators. A system out of scope is treated as if it did
 * not exist.
 */
public interface SystemCredentials {

  /**
   * The most credentials of a system that are valid at the same time: two, so that one can replace
   * the other.
   */
  int MOST_AT_ONCE = 2;

  /**
   * Returns the credentials that a system has or had, newest first and without their secrets.
   *
   * @return empty when there is no such system
   */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);

  /**
   * Adds a second credential to the one that the system has.
   *
   * @param handOver delivers the new secret to its recipient before the vault accepts the secret;
   *     if it throws, nothing is changed
   */
  AddResult add(Authority by, AddCommand command, Consumer<Added> handOver);

  /** Adds a second credential; the caller delivers its secret afterwards. */
  default AddResult add(Authority by, AddCommand command) {
    return add(by, command, _ -> {});
  }

  /**
   * Adds a credential with the scopes of the newest one. It is valid immediately. The earlier ones
   * end after {@code overlap}, or when they expire if that is earlier.
   *
   * @param overlap 0 revokes the earlier ones immediately
   * @param handOver delivers the new secret to its recipient before the vault accepts the secret;
   *     if it throws, nothing is changed
   * @return empty when there is no such system
   */
  Optional<Secret> rotate(Authority by, SystemId id, Duration overlap, Consumer<Secret> handOver);

  /**
   * Revokes one credential permanently: the next request is refused, and so is the commit of a
   * running upload. Repeatable.
   *
   * @return whether the system has or had such a credential
   */
  boolean revoke(Authority by, SystemId id, UUID credential);

  /** The credential to add. */
  record AddCommand(SystemId id, Set<Scope> scopes, Expiry expiry) {

    public AddCommand {
      scopes = Set.copyOf(scopes);
      if (scopes.isEmpty()) {
        throw new IllegalArgumentException("scopes: \"\" (expected: at least one)");
      }
    }
  }

  sealed interface AddResult {}

  /** Added; the secret is returned only here. */
  record Added(UUID credential, Secret secret) implements AddResult {}

  /** The system does not exist, or is out of scope. */
  record UnknownSystem() implements AddResult {}

  /** {@link #MOST_AT_ONCE} credentials are valid: revoke one of them first. */
  record TooMany() implements AddResult {}
}
