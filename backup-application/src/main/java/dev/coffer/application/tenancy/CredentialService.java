package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import java.util.UUID;

public final class CredentialService implements AddCredential {

  private final CredentialRegistry registry;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public CredentialService(CredentialRegistry registry, Identifiers identifiers, Secrets secrets) {
    this.registry = registry;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public Result add(Authority by, Command command) {
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, identifiers.nextSecretBytes());
    UUID id = identifiers.nextUuid();
    return switch (registry.add(by, command, id, secrets.stored(secret))) {
      case ADDED -> new Added(id, secret);
      case UNKNOWN_SYSTEM -> new UnknownSystem();
      case TOO_MANY -> new TooMany();
    };
  }
}
