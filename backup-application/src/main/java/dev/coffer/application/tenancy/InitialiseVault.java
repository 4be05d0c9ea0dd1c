package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.util.function.Supplier;

/** Gives an empty vault its first organization, system and admin API key. */
@FunctionalInterface
public interface InitialiseVault {

  /**
   * Repeatable: with the same secrets, it completes an interrupted call.
   *
   * @param secrets called only if the vault has no API key yet; must have made the secrets durable
   *     before it returns
   * @return whether there was anything to do
   */
  boolean initialise(Supplier<FirstSecrets> secrets);

  /** The secrets of the first system and the first operator. */
  record FirstSecrets(SystemId system, Secret systemSecret, Secret apiKey) {}
}
