package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Makes operators' keys and ends them. */
public final class ApiKeyService implements AddApiKey, RevokeApiKey, EndApiKey {

  private final Registry registry;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public ApiKeyService(Registry registry, Identifiers identifiers, Secrets secrets) {
    this.registry = registry;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public AddApiKey.Result add(Authority by, Command command) {
    if (command.organization().isEmpty() && !by.reachesAll()) {
      return new NotPermitted();
    }
    Optional<Organization> only =
        command
            .organization()
            .flatMap(registry::organization)
            .filter(found -> by.reaches(found.id()));
    if (only.isEmpty() && command.organization().isPresent()) {
      return new OrganizationUnknown();
    }
    Secret key = Secrets.of(Secrets.API_KEY_PREFIX, identifiers.nextSecretBytes());
    var operator = new Operator(identifiers.nextUuid(), command.role(), only.map(Organization::id));
    return registry.addApiKey(
            by.actor(), operator, command.name(), command.lifetime(), secrets.stored(key))
        ? new Added(operator.keyId(), key)
        : new NameTaken();
  }

  @Override
  public RevokeApiKey.Result revoke(Authority by, String named) {
    List<ApiKey> standing =
        registry.apiKeys(by).stream()
            .map(ListApiKeys.Row::key)
            .filter(key -> key.revokedAt().isEmpty())
            .toList();
    return standing.stream()
        .filter(key -> key.name().equals(named))
        .findFirst()
        .map(key -> revoke(by, key))
        .orElseGet(() -> revokeById(by, standing, named));
  }

  @Override
  public boolean end(Authority by, UUID id) {
    return registry.revokeApiKey(by, id)
        || registry.apiKeys(by).stream().anyMatch(row -> row.key().id().equals(id));
  }

  private RevokeApiKey.Result revokeById(Authority by, List<ApiKey> standing, String beginning) {
    String lowerCase = beginning.toLowerCase(Locale.ROOT);
    List<ApiKey> meant =
        standing.stream()
            .filter(key -> !beginning.isEmpty() && key.id().toString().startsWith(lowerCase))
            .toList();
    return switch (meant.size()) {
      case 0 -> new UnknownKey();
      case 1 -> revoke(by, meant.getFirst());
      default -> new Ambiguous(meant);
    };
  }

  private RevokeApiKey.Result revoke(Authority by, ApiKey key) {
    return registry.revokeApiKey(by, key.id()) ? new Revoked(key) : new UnknownKey();
  }
}
