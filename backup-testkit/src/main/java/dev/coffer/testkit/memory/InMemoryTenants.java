package dev.coffer.testkit.memory;

import dev.coffer.application.tenancy.BrowseOrganizations;
import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.application.tenancy.ChangeOrganization;
import dev.coffer.application.tenancy.ChangeSystem;
import dev.coffer.application.tenancy.Tenants;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tenants of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryTenants implements Tenants {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final Map<String, Organization> organizations;

  InMemoryTenants(
      InMemoryIndex index, InMemoryAuditLog audit, Map<String, Organization> organizations) {
    this.index = index;
    this.audit = audit;
    this.organizations = organizations;
  }

  @Override
  public List<Organization> organizations(Authority by, BrowseOrganizations.Query query) {
    return index.organizations().stream()
        .filter(organization -> by.reaches(organization.id()))
        .filter(organization ->
            query.after().stream().allMatch(after -> organization.name().compareTo(after) > 0))
        .limit(query.max())
        .toList();
  }

  @Override
  public Optional<Organization> organization(Authority by, UUID id) {
    return index.organizations().stream()
        .filter(organization -> organization.id().equals(id) && by.reaches(id))
        .findFirst();
  }

  @Override
  public ChangeOrganization.Result change(Authority by, UUID id, ChangeOrganization.Change change) {
    synchronized (index) {
      Optional<Organization> before = organization(by, id);
      if (before.isEmpty()) {
        return new ChangeOrganization.UnknownOrganization();
      }
      if (change.quota().isPresent() && !by.reachesAll()) {
        return new ChangeOrganization.NotPermitted();
      }
      Organization after = change.appliedTo(before.get());
      if (!after.name().equals(before.get().name()) && organizations.containsKey(after.name())) {
        return new ChangeOrganization.NameTaken();
      }
      if (!after.equals(before.get())) {
        organizations.remove(before.get().name());
        organizations.put(after.name(), after);
        audit.record(by.actor(), AuditAction.ORGANIZATION_CHANGED, id, change.told());
      }
      return new ChangeOrganization.Changed(after);
    }
  }

  @Override
  public List<SystemProfile> systems(Authority by, BrowseSystems.Query query) {
    synchronized (index) {
      return index
          .systemRows()
          .map(this::profile)
          .filter(profile -> by.reaches(profile.system().organizationId()))
          .filter(profile -> query.organization().stream().allMatch(profile.organization()::equals))
          .filter(profile -> query.state().stream().allMatch(profile.system().state()::equals))
          .filter(profile ->
              query.after().stream()
                  .allMatch(after -> key(profile).compareToIgnoreCase(after.value()) > 0))
          .sorted(Comparator.comparing(InMemoryTenants::key, String::compareToIgnoreCase))
          .limit(query.max())
          .toList();
    }
  }

  private static String key(SystemProfile profile) {
    return profile.system().id().value();
  }

  @Override
  public Optional<SystemProfile> system(Authority by, SystemId id) {
    synchronized (index) {
      return index.system(by, id).map(this::profile);
    }
  }

  private SystemProfile profile(SystemRow row) {
    return new SystemProfile(
        row.system(),
        index.ownerOf(row).name(),
        new ByteSize(row.reserved),
        row.expectedInterval,
        row.createdAt);
  }

  @Override
  public Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems) {
    return stored(systems, BackupRow::systemUuid);
  }

  @Override
  public Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> wanted) {
    return stored(wanted, row -> row.intent.caller().organizationId());
  }

  private Map<UUID, StoredBackups> stored(
      Collection<UUID> wanted, Function<BackupRow, UUID> owner) {
    synchronized (index) {
      return index
          .backupRows()
          .filter(row -> row.state == BackupState.AVAILABLE && wanted.contains(owner.apply(row)))
          .collect(
              Collectors.toMap(
                  owner,
                  row -> new StoredBackups(1, Optional.of(row.receivedAt)),
                  InMemoryTenants::both));
    }
  }

  private static StoredBackups both(StoredBackups one, StoredBackups other) {
    return new StoredBackups(
        one.backups() + other.backups(),
        Stream.of(one, other)
            .flatMap(stored -> stored.newest().stream())
            .max(Comparator.naturalOrder()));
  }

  @Override
  public ChangeSystem.Result change(Authority by, SystemId id, ChangeSystem.Change change) {
    synchronized (index) {
      Optional<SystemRow> found = index.system(by, id);
      if (found.isEmpty()) {
        return new ChangeSystem.UnknownSystem();
      }
      SystemRow row = found.get();
      SystemProfile before = profile(row);
      if (change.wouldServeRetired(before)) {
        return new ChangeSystem.Retired();
      }
      SystemProfile after = change.appliedTo(before);
      if (!after.equals(before)) {
        row.registered = after.system();
        row.state = after.system().state();
        row.expectedInterval = after.expectedInterval();
        audit.record(by.actor(), AuditAction.SYSTEM_CHANGED, row, change.told());
      }
      return new ChangeSystem.Changed(after);
    }
  }
}
