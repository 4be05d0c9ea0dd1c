package dev.coffer.adapter.cli;

import dev.coffer.application.Identifiers;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.OrganizationsService;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.SystemCredentialsService;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.tenancy.SystemsService;
import dev.coffer.application.usage.Usage;
import dev.coffer.application.usage.UsageService;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.testkit.fixture.AuditedUsage;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The tenants of a {@link FakeVault}: what a test sets, and else those of its index in memory. */
final class FakeTenancy {

  private final FakeVault vault;
  private final Organizations realOrganizations;
  private final Systems realSystems;
  private final SystemCredentials realCredentials;
  private final Usage realUsage;

  FakeTenancy(FakeVault vault) {
    this.vault = vault;
    IndexPorts index = vault.memory.ports();
    Identifiers identifiers = new TestVault.TestIdentifiers();
    var secrets =
        new Secrets(
            new Keyring(Map.of("p1", new Secret("pepper")), Map.of("m1", new Secret("key"))));
    this.realOrganizations = new OrganizationsService(index.organizations(), identifiers);
    this.realSystems =
        new SystemsService(index.systems(), index.organizations(), identifiers, secrets);
    this.realCredentials = new SystemCredentialsService(index.credentials(), identifiers, secrets);
    this.realUsage =
        new UsageService(realOrganizations, realSystems, index.usage(), Duration.ofMinutes(2));
  }

  Organizations organizations() {
    return new Organizations() {
      @Override
      public Page<Organization, String> page(Authority by, Organizations.PageQuery query) {
        return vault.organizations.isEmpty()
            ? realOrganizations.page(by, query)
            : new Page<>(vault.organizations, Optional.empty());
      }

      @Override
      public Optional<Organization> show(Authority by, UUID id) {
        return realOrganizations.show(by, id);
      }

      @Override
      public Optional<Organization> showNamed(Authority by, String name) {
        return realOrganizations.showNamed(by, name);
      }

      @Override
      public Organizations.AddResult add(Authority by, String name, ByteSize quota) {
        return vault.addOrganization.apply(name, quota);
      }

      @Override
      public Organizations.ChangeResult change(Authority by, UUID id, Organizations.Change change) {
        return realOrganizations.change(by, id, change);
      }
    };
  }

  Systems systems() {
    return new Systems() {
      @Override
      public Page<SystemProfile, SystemId> page(Authority by, Systems.PageQuery query) {
        return vault.systems.isEmpty()
            ? realSystems.page(by, query)
            : new Page<>(vault.systems, Optional.empty());
      }

      @Override
      public Optional<SystemProfile> show(Authority by, SystemId id) {
        return realSystems.show(by, id);
      }

      @Override
      public Systems.AddResult add(
          Authority by, Systems.AddCommand command, Consumer<Systems.Added> handOver) {
        Systems.AddResult result = vault.addSystem.apply(command);
        if (result instanceof Systems.Added added) {
          handOver.accept(added);
        }
        return result;
      }

      @Override
      public Systems.ChangeResult change(Authority by, SystemId id, Systems.Change change) {
        change.state().ifPresent(state -> vault.asked.add(id + " " + state));
        if (realSystems.show(by, id).isEmpty() && vault.systemExists) {
          var system = FakeVault.system(id.value(), "", change.state().orElse(SystemState.ACTIVE));
          return new Changed(FakeVault.profile(system, "default"));
        }
        return realSystems.change(by, id, change);
      }

      @Override
      public List<ImportOutcome> importAll(
          Authority by, List<ImportRow> rows, Consumer<ImportOutcome> handOver) {
        return realSystems.importAll(by, rows, handOver);
      }

      @Override
      public ReassignResult reassign(Authority by, SystemId id, String organization) {
        vault.asked.add(id + " to " + organization);
        return vault.reassignSystem;
      }
    };
  }

  SystemCredentials systemCredentials() {
    return new SystemCredentials() {
      @Override
      public Optional<List<CredentialFacts>> list(Authority by, SystemId id) {
        return realCredentials.list(by, id);
      }

      @Override
      public SystemCredentials.AddResult add(
          Authority by,
          SystemCredentials.AddCommand command,
          Consumer<SystemCredentials.Added> handOver) {
        return realCredentials.add(by, command, handOver);
      }

      @Override
      public Optional<Secret> rotate(
          Authority by, SystemId id, Duration overlap, Consumer<Secret> handOver) {
        vault.asked.add(id + " " + overlap);
        if (!vault.systemExists) {
          return Optional.empty();
        }
        handOver.accept(FakeVault.SECRET);
        return Optional.of(FakeVault.SECRET);
      }

      @Override
      public boolean revoke(Authority by, SystemId id, UUID credential) {
        return realCredentials.revoke(by, id, credential);
      }
    };
  }

  ApiKeys apiKeys() {
    return new ApiKeys() {
      @Override
      public List<Row> list(Authority by) {
        return vault.keys;
      }

      @Override
      public ApiKeys.AddResult add(
          Authority by, ApiKeys.AddCommand command, Consumer<ApiKeys.Added> handOver) {
        ApiKeys.AddResult result = vault.addApiKey.apply(command);
        if (result instanceof ApiKeys.Added added) {
          handOver.accept(added);
        }
        return result;
      }

      @Override
      public boolean revoke(Authority by, UUID id) {
        vault.asked.add(id);
        return true;
      }

      @Override
      public int revokeMade(Authority by, UUID id) {
        vault.asked.add("made by " + id);
        return 0;
      }
    };
  }

  Usage usage() {
    return new AuditedUsage(realUsage, _ -> new Usage.Audited(vault.drifts, vault.stuck));
  }
}
