package dev.coffer.testkit.memory;

import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.audit.RequestCounts;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The audit events of an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryAuditLog implements AuditLog {

  private final InMemoryIndex index;
  private final InstantSource clock;

  /** Newest first. */
  private final Deque<AuditEvent> events = new ArrayDeque<>();

  InMemoryAuditLog(InMemoryIndex index, InstantSource clock) {
    this.index = index;
    this.clock = clock;
  }

  @Override
  public void record(Actor actor, AuditAction action, BackupId backup, String detail) {
    synchronized (index) {
      index
          .backupRows()
          .filter(row -> row.intent.id().equals(backup))
          .findFirst()
          .ifPresent(row -> record(actor, action, row, detail));
    }
  }

  @Override
  public List<RequestCount> record(List<RequestCount> counts) {
    synchronized (index) {
      return counts.stream().filter(count -> !isRecorded(count)).toList();
    }
  }

  private boolean isRecorded(RequestCount count) {
    RequestCounts.Counted request = count.request();
    Actor actor = count.actor();
    Optional<UUID> key = request.caller().flatMap(Actor::keyId);
    if (request.system().isPresent()) {
      Optional<SystemRow> system = index.system(request.system().get());
      system.ifPresent(row -> record(actor, request.action(), row, count.detail()));
      return system.isPresent();
    }
    if (key.isPresent()) {
      Optional<Operator> operator = index.operator(key.get());
      operator.ifPresent(known ->
          add(actor, request.action(), known.organizationId(), Optional.empty(), count.detail()));
      return operator.isPresent();
    }
    record(actor, request.action(), count.detail());
    return true;
  }

  /** For an event that concerns no organization. */
  void record(Actor actor, AuditAction action, String detail) {
    add(actor, action, Optional.empty(), Optional.empty(), detail);
  }

  /** For an event of an organization and none of its systems. */
  void record(Actor actor, AuditAction action, UUID organization, String detail) {
    add(actor, action, Optional.of(organization), Optional.empty(), detail);
  }

  /** For an event of a system and none of its backups. */
  void record(Actor actor, AuditAction action, SystemRow system, String detail) {
    add(actor, action, Optional.of(system.organizationId), Optional.of(system.key()), detail);
  }

  /** For an event of an operator's key. */
  void record(Actor actor, AuditAction action, Operator key) {
    add(actor, action, key.organizationId(), Optional.empty(), key.keyId().toString());
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // As the event has them.
  private void add(
      Actor actor,
      AuditAction action,
      Optional<UUID> organization,
      Optional<SystemId> system,
      String detail) {
    events.addFirst(
        new AuditEvent(
            UUID.randomUUID(),
            clock.instant(),
            actor,
            action,
            organization,
            system,
            Optional.empty(),
            detail));
  }

  void record(Actor actor, AuditAction action, BackupRow row, String detail) {
    events.addFirst(
        new AuditEvent(
            UUID.randomUUID(),
            clock.instant(),
            actor,
            action,
            Optional.of(index.ownerIdOf(row)),
            Optional.of(row.intent.caller().systemId()),
            Optional.of(row.intent.id()),
            detail));
  }

  @Override
  public List<AuditEvent> events(Authority by, AuditEvents.PageQuery query) {
    synchronized (index) {
      return events.stream()
          .filter(event -> event.organizationId().map(by::reaches).orElse(by.reachesAll()))
          .filter(event ->
              query.filter().organization().stream()
                  .allMatch(name ->
                      index
                          .organization(name)
                          .map(Organization::id)
                          .equals(event.organizationId())))
          .filter(query.filter()::matches)
          .dropWhile(
              event -> query.after().isPresent() && !query.after().get().id().equals(event.id()))
          .skip(query.after().isPresent() ? 1 : 0)
          .limit(query.max())
          .toList();
    }
  }

  @Override
  public void makeRoom() {
    // Events in memory need no partitions.
  }
}
