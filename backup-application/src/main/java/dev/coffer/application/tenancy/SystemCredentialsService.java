package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

public final class SystemCredentialsService implements SystemCredentials {

  private final CredentialIndex index;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public SystemCredentialsService(CredentialIndex index, Identifiers identifiers, Secrets secrets) {
    this.index = index;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public Optional<List<CredentialFacts>> list(Authority by, SystemId id) {
    return index.list(by, id);
  }

  @Override
  public AddResult add(Authority by, AddCommand command, Consumer<Added> handOver) {
    // Checked before the secret is handed over. If two are added at the same moment, the index
    // decides.
    Optional<List<CredentialFacts>> there = index.list(by, command.id());
    if (there.isEmpty()) {
      return new UnknownSystem();
    }
    if (there.get().stream().filter(CredentialFacts::works).count() >= MOST_AT_ONCE) {
      return new TooMany();
    }
    var added = new Added(identifiers.nextUuid(), newSecret());
    handOver.accept(added);
    return switch (index.add(
        by, command, added.credential(), secrets.stored(command.id(), added.secret()))) {
      case ADDED -> added;
      case UNKNOWN_SYSTEM -> new UnknownSystem();
      case TOO_MANY -> new TooMany();
    };
  }

  @Override
  public Optional<Secret> rotate(
      Authority by, SystemId id, Duration overlap, Consumer<Secret> handOver) {
    if (index.list(by, id).isEmpty()) {
      return Optional.empty();
    }
    Secret secret = newSecret();
    handOver.accept(secret);
    return index.rotate(by, id, identifiers.nextUuid(), secrets.stored(id, secret), overlap)
        ? Optional.of(secret)
        : Optional.empty();
  }

  private Secret newSecret() {
    return Secrets.of(Secrets.SYSTEM_PREFIX, identifiers.nextSecretBytes());
  }

  @Override
  public boolean revoke(Authority by, SystemId id, UUID credential) {
    return index.revoke(by, id, credential);
  }
}
