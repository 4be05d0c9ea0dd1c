package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

public final class ApiKeysService implements ApiKeys {

  private final ApiKeyIndex index;
  private final OrganizationIndex organizations;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public ApiKeysService(
      ApiKeyIndex index,
      OrganizationIndex organizations,
      Identifiers identifiers,
      Secrets secrets) {
    this.index = index;
    this.organizations = organizations;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public List<Row> list(Authority by) {
    return index.list(by);
  }

  @Override
  public AddResult add(Authority by, AddCommand command, Consumer<Added> handOver) {
    if (command.organization().isEmpty() && !by.reachesAll()) {
      return new NotPermitted();
    }
    Optional<Organization> only =
        command.organization().flatMap(name -> organizations.find(by, name));
    if (only.isEmpty() && command.organization().isPresent()) {
      return new UnknownOrganization();
    }
    // Checked before the key is handed over. If two keys are added at the same moment, the index
    // decides.
    if (index.list(by).stream()
        .map(Row::key)
        .filter(key -> key.organization().equals(command.organization()))
        .anyMatch(key -> key.revokedAt().isEmpty() && key.name().equals(command.name()))) {
      return new NameTaken();
    }
    Secret key = Secrets.of(Secrets.API_KEY_PREFIX, identifiers.nextSecretBytes());
    var operator = new Operator(identifiers.nextUuid(), command.role(), only.map(Organization::id));
    var added = new Added(operator.keyId(), key);
    handOver.accept(added);
    return index
        .add(by, operator, command.name(), command.lifetime(), secrets.stored(key))
        .<AddResult>map(refusal -> refusal)
        .orElse(added);
  }

  @Override
  public boolean revoke(Authority by, UUID id) {
    return index.revoke(by, id)
        || index.list(by).stream().anyMatch(row -> row.key().id().equals(id));
  }

  @Override
  public int revokeMade(Authority by, UUID id) {
    return index.revokeMade(by, id);
  }
}
