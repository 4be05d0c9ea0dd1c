package dev.coffer.application.usecase;

import dev.coffer.application.port.in.AddCredential;
import dev.coffer.application.port.out.CredentialRegistry;
import dev.coffer.application.port.out.Identifiers;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import java.util.UUID;

final class CredentialService implements AddCredential {

  private final CredentialRegistry registry;
  private final Identifiers identifiers;
  private final Secrets secrets;

  CredentialService(CredentialRegistry registry, Identifiers identifiers, Secrets secrets) {
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
