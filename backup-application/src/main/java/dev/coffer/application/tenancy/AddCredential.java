package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Set;
import java.util.UUID;

/** Makes a system a second secret, beside the one that it has. */
@FunctionalInterface
public interface AddCredential {

  /** So many of a system work at any time, so that one can take over from another. */
  int MOST_AT_ONCE = 2;

  Result add(Authority by, Command command);

  /** What to add. */
  record Command(SystemId id, Set<Scope> scopes, Expiry expiry) {

    public Command {
      scopes = Set.copyOf(scopes);
      if (scopes.isEmpty()) {
        throw new IllegalArgumentException("scopes: \"\" (expected: at least one)");
      }
    }
  }

  sealed interface Result {}

  /** Added; the secret is told here and never again. */
  record Added(UUID credential, Secret secret) implements Result {}

  /** Or out of reach. */
  record UnknownSystem() implements Result {}

  /** {@link #MOST_AT_ONCE} work: one of them has to be revoked first. */
  record TooMany() implements Result {}
}
