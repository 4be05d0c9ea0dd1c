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

/** The credentials of systems, for operators. A system out of scope is as if it did not exist. */
public interface SystemCredentials {

  /** As many credentials of a system work at a time, so that one can replace the other. */
  int MOST_AT_ONCE = 2;

  /**
   * The credentials that a system has or had, without their secrets, the newest first.
   *
   * @return empty when there is no such system
   */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);

  /**
   * Makes a system a second secret, in addition to the one that it has.
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
   * Makes a system a new secret with the scopes of the newest one. It works at once; the ones
   * before end after {@code overlap}, or earlier where they would have expired anyway.
   *
   * @param overlap 0 revokes them at once
   * @param handOver takes what was made to whoever asked for it, before the vault accepts it; when
   *     it throws, nothing was changed
   * @return empty when there is no such system
   */
  Optional<Secret> rotate(Authority by, SystemId id, Duration overlap, Consumer<Secret> handOver);

  /**
   * Ends one credential permanently: for the next request, and for running uploads when they would
   * commit. Repeatable.
   *
   * @return whether the system has or had such a credential
   */
  boolean revoke(Authority by, SystemId id, UUID credential);

  /** What to add. */
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

  /** Or out of scope. */
  record UnknownSystem() implements AddResult {}

  /** {@link #MOST_AT_ONCE} work: revoke one of them first. */
  record TooMany() implements AddResult {}
}
