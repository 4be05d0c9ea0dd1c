package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes tenants, systems and their secrets known. */
public final class RegistrationService
    implements RegisterOrganization, RegisterSystem, RotateSecret, InitialiseVault {

  private static final String FIRST_ORGANIZATION = "default";
  private static final Authority FIRST_START = Authority.ofVault("first-start");

  private final Registry registry;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public RegistrationService(Registry registry, Identifiers identifiers, Secrets secrets) {
    this.registry = registry;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public RegisterOrganization.Result register(Authority by, String name, ByteSize quota) {
    if (!by.reachesAll()) {
      return new NotPermitted();
    }
    var organization =
        new Organization(identifiers.nextUuid(), name, quota, ByteSize.ZERO, ByteSize.ZERO);
    return registry.addOrganization(by.actor(), organization)
        ? new RegisterOrganization.Registered(organization)
        : new NameTaken();
  }

  @Override
  public RegisterSystem.Result register(Authority by, RegisterSystem.Command command) {
    Optional<Organization> owner =
        registry.organization(command.organization()).filter(found -> by.reaches(found.id()));
    if (owner.isEmpty()) {
      return new OrganizationUnknown();
    }
    Secret secret = newSecret();
    ManagedSystem system = newSystem(owner.get().id(), command);
    return addSystem(by.actor(), system, command, secret)
        ? new RegisterSystem.Registered(system, secret)
        : new KeyTaken();
  }

  private ManagedSystem newSystem(UUID organizationId, RegisterSystem.Command command) {
    return new ManagedSystem(
        identifiers.nextUuid(),
        organizationId,
        command.id(),
        command.label(),
        SystemState.ACTIVE,
        command.cap(),
        ByteSize.ZERO);
  }

  private boolean addSystem(
      Actor actor, ManagedSystem system, RegisterSystem.Command command, Secret secret) {
    var credential = new Credential(identifiers.nextUuid(), command.scopes(), Optional.empty());
    return registry.addSystem(
        actor, system, command.expectedInterval(), credential, secrets.stored(secret));
  }

  @Override
  public Optional<Secret> rotate(Authority by, SystemId id, Duration overlap) {
    Secret secret = newSecret();
    return registry.rotate(by, id, identifiers.nextUuid(), secrets.stored(secret), overlap)
        ? Optional.of(secret)
        : Optional.empty();
  }

  @Override
  public boolean initialise(Supplier<FirstSecrets> firstSecrets) {
    if (registry.hasApiKey()) {
      return false;
    }
    FirstSecrets first = firstSecrets.get();
    register(FIRST_START, FIRST_ORGANIZATION, ByteSize.ZERO);
    UUID owner = registry.organization(FIRST_ORGANIZATION).orElseThrow().id();
    var command =
        new RegisterSystem.Command(
            first.system(), FIRST_ORGANIZATION, "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT);
    addSystem(FIRST_START.actor(), newSystem(owner, command), command, first.systemSecret());
    // Last, because its presence says that all of it is there.
    var operator = new Operator(identifiers.nextUuid(), Role.ADMIN, Optional.empty());
    registry.addApiKey(
        FIRST_START.actor(), operator, "first", Duration.ZERO, secrets.stored(first.apiKey()));
    return true;
  }

  private Secret newSecret() {
    return Secrets.of(Secrets.SYSTEM_PREFIX, identifiers.nextSecretBytes());
  }
}
