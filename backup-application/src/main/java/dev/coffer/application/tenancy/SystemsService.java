package dev.coffer.application.tenancy;

import dev.coffer.application.Identifiers;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

public final class SystemsService implements Systems {

  private final SystemIndex index;
  private final OrganizationIndex organizations;
  private final Identifiers identifiers;
  private final Secrets secrets;

  public SystemsService(
      SystemIndex index,
      OrganizationIndex organizations,
      Identifiers identifiers,
      Secrets secrets) {
    this.index = index;
    this.organizations = organizations;
    this.identifiers = identifiers;
    this.secrets = secrets;
  }

  @Override
  public Page<SystemProfile, SystemId> page(Authority by, PageQuery query) {
    return Page.read(
        query.max(), max -> index.list(by, query.withMax(max)), profile -> profile.system().id());
  }

  @Override
  public Optional<SystemProfile> show(Authority by, SystemId id) {
    return index.find(by, id);
  }

  @Override
  public AddResult add(Authority by, AddCommand command, Consumer<Added> handOver) {
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, identifiers.nextSecretBytes());
    return add(by, command, secret, handOver);
  }

  /** Adds a system with a secret that exists already, at the first start. */
  AddResult add(Authority by, AddCommand command, Secret secret) {
    return add(by, command, secret, _ -> {});
  }

  private AddResult add(Authority by, AddCommand command, Secret secret, Consumer<Added> handOver) {
    Optional<Organization> owner = organizations.find(by, command.organization());
    if (owner.isEmpty()) {
      return new UnknownOrganization();
    }
    // Checked before the secret is handed over. If two systems are added at the same moment, the
    // index decides.
    if (index.find(by, command.id()).isPresent()) {
      return new KeyTaken();
    }
    var system =
        new ManagedSystem(
            identifiers.nextUuid(),
            owner.get().id(),
            command.id(),
            command.label(),
            SystemState.ACTIVE,
            command.cap(),
            ByteSize.ZERO);
    var credential = new Credential(identifiers.nextUuid(), command.scopes(), Optional.empty());
    var added = new Added(system, secret);
    handOver.accept(added);
    return index.add(
            by,
            system,
            command.expectedInterval(),
            credential,
            secrets.stored(command.id(), secret))
        ? added
        : new KeyTaken();
  }

  @Override
  public ChangeResult change(Authority by, SystemId id, Change change) {
    return index.change(by, id, change);
  }

  @Override
  public List<ImportOutcome> importAll(
      Authority by, List<ImportRow> rows, Consumer<ImportOutcome> handOver) {
    if (rows.size() > MAX_IMPORT) {
      throw new IllegalArgumentException(
          "rows: \"%d\" (expected: at most %d)".formatted(rows.size(), MAX_IMPORT));
    }
    return rows.stream().map(row -> importOne(by, row, handOver)).toList();
  }

  private ImportOutcome importOne(Authority by, ImportRow row, Consumer<ImportOutcome> handOver) {
    AddCommand command;
    try {
      command =
          new AddCommand(
              new SystemId(row.key()),
              row.organization(),
              row.label(),
              ByteSize.ZERO,
              Scope.APPLIANCE_DEFAULT);
    } catch (IllegalArgumentException e) {
      return refused(row, String.valueOf(e.getMessage()));
    }
    return switch (add(by, command, added -> handOver.accept(created(row, added.secret())))) {
      case Added(_, Secret secret) -> created(row, secret);
      case KeyTaken() ->
          refused(row, "key: \"%s\" (expected: a key that no system has)".formatted(row.key()));
      case UnknownOrganization() ->
          refused(
              row,
              "organization: \"%s\" (expected: the name of an existing organization)"
                  .formatted(row.organization()));
    };
  }

  private static ImportOutcome created(ImportRow row, Secret secret) {
    return new ImportOutcome(row.key(), Optional.of(secret), Optional.empty());
  }

  private static ImportOutcome refused(ImportRow row, String reason) {
    return new ImportOutcome(row.key(), Optional.empty(), Optional.of(reason));
  }

  @Override
  public ReassignResult reassign(Authority by, SystemId id, String organization) {
    return index.reassign(by, id, organization);
  }
}
