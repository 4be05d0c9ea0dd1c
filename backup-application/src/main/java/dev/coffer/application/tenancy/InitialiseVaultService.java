package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.tenancy.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

public final class InitialiseVaultService implements InitialiseVault {

  private static final String FIRST_ORGANIZATION = "default";
  private static final Authority FIRST_START = Authority.ofVault("first-start");

  private final OrganizationsService organizations;
  private final SystemsService systems;
  private final ApiKeyIndex apiKeys;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public InitialiseVaultService(
      OrganizationsService organizations,
      SystemsService systems,
      ApiKeyIndex apiKeys,
      Identifiers identifiers,
      Secrets secrets) {
    this.organizations = organizations;
    this.systems = systems;
    this.apiKeys = apiKeys;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public boolean initialise(Supplier<FirstSecrets> firstSecrets) {
    if (!apiKeys.isEmpty()) {
      return false;
    }
    FirstSecrets first = firstSecrets.get();
    organizations.add(FIRST_START, FIRST_ORGANIZATION, ByteSize.ZERO);
    var system =
        new Systems.AddCommand(
            first.system(), FIRST_ORGANIZATION, "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT);
    systems.add(FIRST_START, system, first.systemSecret());
    // The key is added last, because its presence means that everything else is there.
    var operator = new Operator(identifiers.nextUuid(), Role.ADMIN, Optional.empty());
    apiKeys.add(FIRST_START, operator, "first", Duration.ZERO, secrets.stored(first.apiKey()));
    return true;
  }
}
