package dev.coffer.testkit.memory;

import dev.coffer.application.tenancy.OwnershipIndex;
import dev.coffer.application.tenancy.ReassignSystem;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;

/** Owners on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryOwnershipIndex implements OwnershipIndex {

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryRetentionIndex retention;

  InMemoryOwnershipIndex(
      InMemoryIndex index, InMemoryAuditLog audit, InMemoryRetentionIndex retention) {
    this.index = index;
    this.audit = audit;
    this.retention = retention;
  }

  @Override
  public ReassignSystem.Result reassign(
      Actor actor, Operator operator, SystemId id, String organization) {
    synchronized (index) {
      Optional<SystemRow> system = index.systemRow(operator, id);
      if (system.isEmpty()) {
        return new ReassignSystem.UnknownSystem();
      }
      return index
          .organization(operator, organization)
          .map(owner -> reassign(actor, system.get(), owner))
          .orElseGet(ReassignSystem.UnknownOrganization::new);
    }
  }

  private ReassignSystem.Result reassign(Actor actor, SystemRow system, Organization owner) {
    var moved = new ByteSize(system.used + system.reserved);
    if (system.organizationId.equals(owner.id())) {
      return new ReassignSystem.Reassigned(moved);
    }
    if (new ByteSize(owner.used().bytes() + owner.reserved().bytes() + moved.bytes())
        .exceeds(owner.quota())) {
      return new ReassignSystem.QuotaExceeded();
    }
    long used = system.used;
    long reserved = system.reserved;
    audit.record(actor, AuditAction.SYSTEM_REASSIGNED, system, "to " + owner.name());
    index.settle(system, -reserved, -used);
    system.organizationId = owner.id();
    index.settle(system, reserved, used);
    system.revision++;
    retention.judgeAgain(system);
    audit.record(actor, AuditAction.SYSTEM_REASSIGNED, system, "from another organization");
    return new ReassignSystem.Reassigned(moved);
  }
}
