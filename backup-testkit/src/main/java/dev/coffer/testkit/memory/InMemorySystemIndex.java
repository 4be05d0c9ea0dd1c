package dev.coffer.testkit.memory;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The systems of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemorySystemIndex implements SystemIndex {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryRetentionIndex retention;

  InMemorySystemIndex(
      InMemoryIndex index, InMemoryAuditLog audit, InMemoryRetentionIndex retention) {
    this.index = index;
    this.audit = audit;
    this.retention = retention;
  }

  @Override
  public boolean add(
      Authority by,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac) {
    synchronized (index) {
      boolean taken =
          index
              .systemRows()
              .anyMatch(row -> row.key().value().equalsIgnoreCase(system.id().value()));
      if (!taken) {
        SystemRow row = index.add(system, credential, hmac);
        row.expectedInterval = expectedInterval;
        audit.record(by.actor(), AuditAction.SYSTEM_ADDED, row, "");
      }
      return !taken;
    }
  }

  @Override
  public List<SystemProfile> list(Authority by, Systems.PageQuery query) {
    synchronized (index) {
      return index
          .systemRows()
          .map(this::profile)
          .filter(profile -> by.reaches(profile.system().organizationId()))
          .filter(profile ->
              query.organization().map(Organization::sought).stream()
                  .allMatch(profile.organization()::equals))
          .filter(profile -> query.state().stream().allMatch(profile.system().state()::equals))
          .filter(profile ->
              query.after().stream()
                  .allMatch(after -> key(profile).compareToIgnoreCase(after.value()) > 0))
          .sorted(Comparator.comparing(InMemorySystemIndex::key, String::compareToIgnoreCase))
          .limit(query.max())
          .toList();
    }
  }

  private static String key(SystemProfile profile) {
    return profile.system().id().value();
  }

  @Override
  public Optional<SystemProfile> find(Authority by, SystemId id) {
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
  public Systems.ChangeResult change(Authority by, SystemId id, Systems.Change change) {
    synchronized (index) {
      Optional<SystemRow> found = index.system(by, id);
      if (found.isEmpty()) {
        return new Systems.UnknownSystem();
      }
      SystemRow row = found.get();
      SystemProfile before = profile(row);
      if (change.wouldServeRetired(before)) {
        return new Systems.Retired();
      }
      SystemProfile after = change.appliedTo(before);
      if (!after.equals(before)) {
        row.registered = after.system();
        row.state = after.system().state();
        row.expectedInterval = after.expectedInterval();
        audit.record(by.actor(), AuditAction.SYSTEM_CHANGED, row, change.describe());
      }
      return new Systems.Changed(after);
    }
  }

  @Override
  public Systems.ReassignResult reassign(Authority by, SystemId id, String organization) {
    synchronized (index) {
      Optional<SystemRow> system = index.system(by, id);
      if (system.isEmpty()) {
        return new Systems.UnknownSystem();
      }
      return index
          .organization(organization)
          .filter(owner -> by.reaches(owner.id()))
          .map(owner -> reassign(by.actor(), system.get(), owner))
          .orElseGet(Systems.UnknownOrganization::new);
    }
  }

  private Systems.ReassignResult reassign(Actor actor, SystemRow system, Organization owner) {
    var moved = new ByteSize(system.used + system.reserved);
    if (system.organizationId.equals(owner.id())) {
      return new Systems.Reassigned(moved);
    }
    if (new ByteSize(owner.used().bytes() + owner.reserved().bytes() + moved.bytes())
        .exceeds(owner.quota())) {
      return new Systems.QuotaExceeded();
    }
    long used = system.used;
    long reserved = system.reserved;
    audit.record(actor, AuditAction.SYSTEM_REASSIGNED, system, "to " + owner.name());
    index.settle(system, -reserved, -used);
    system.organizationId = owner.id();
    index.settle(system, reserved, used);
    system.revision++;
    retention.makeDue(system);
    audit.record(actor, AuditAction.SYSTEM_REASSIGNED, system, "from another organization");
    return new Systems.Reassigned(moved);
  }
}
