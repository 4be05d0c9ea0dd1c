package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is known to the vault: organizations, systems, credentials, API keys. A change is an event of
 * the {@link AuditLog}, in one transaction with it; one that changes nothing is none.
 */
public interface Registry {

  /**
   * Adds an organization.
   *
   * @return whether it was added; false when the name is taken
   */
  boolean addOrganization(Actor actor, Organization organization);

  Optional<Organization> organization(String name);

  /** All, by name. */
  List<Organization> organizations();

  /**
   * Adds a system together with its first credential.
   *
   * @return whether it was added; false when the key is taken in any letter case
   */
  boolean addSystem(
      Actor actor,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac);

  /** All, by key. */
  List<ListSystems.Row> systems();

  /** Returns whether there is such a system within reach. */
  boolean changeState(Authority by, SystemId id, SystemState state);

  /**
   * Adds a credential with the scopes of the newest one before; the others end after {@code
   * overlap} at the latest.
   *
   * @return whether there is such a system within reach
   */
  boolean rotate(Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap);

  /**
   * Adds an operator's key.
   *
   * @param lifetime after which it is refused; 0 = never
   * @return whether it was added; false when a key that was not revoked has this name
   */
  boolean addApiKey(
      Actor actor, Operator operator, String name, Duration lifetime, SecretHmac hmac);

  /** All within reach, the oldest first. */
  List<ListApiKeys.Row> apiKeys(Authority by);

  /** Returns whether there was such a key within reach, not revoked before. */
  boolean revokeApiKey(Authority by, UUID id);

  boolean hasApiKey();
}
