package dev.coffer.testkit.memory;

import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Retention on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryRetentionIndex implements RetentionIndex {

  private static final Actor RETENTION = Actor.vault("retention");

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InMemoryReferenceClock reference;
  private final InstantSource clock;

  /** Keyed by the id of a system or an organization. */
  private final Map<UUID, RetentionPolicy> policies = new HashMap<>();

  private final Map<UUID, Judged> judged = new HashMap<>();
  private Optional<Instant> lastRun = Optional.empty();
  private boolean isAccepted;

  private record Judged(long revision, Instant at) {}

  InMemoryRetentionIndex(
      InMemoryIndex index,
      InMemoryAuditLog audit,
      InMemoryReferenceClock reference,
      InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.reference = reference;
    this.clock = clock;
  }

  @Override
  public Optional<Pass> begin(Duration period) {
    synchronized (index) {
      Instant now = clock.instant();
      boolean isEarly = lastRun.filter(at -> isWithin(at, period, now)).isPresent();
      if (!reference.mayRemove() || isEarly) {
        return Optional.empty();
      }
      long available = index.backupRows().filter(InMemoryRetentionIndex::isAvailable).count();
      var pass = new Pass(isAccepted, available);
      lastRun = Optional.of(now);
      isAccepted = false;
      return Optional.of(pass);
    }
  }

  private static boolean isWithin(Instant at, Duration period, Instant now) {
    return !at.isAfter(now) && at.plus(period).isAfter(now);
  }

  private static boolean isAvailable(BackupRow row) {
    return row.state == BackupState.AVAILABLE;
  }

  @Override
  public void halt(String reason) {
    synchronized (index) {
      reference.halt(reason);
    }
  }

  @Override
  public Optional<String> accept(Authority by) {
    synchronized (index) {
      Optional<String> reason = reference.halted();
      reason.ifPresent(text -> {
        audit.record(by.actor(), AuditAction.RETENTION_ACCEPTED, text);
        lastRun = Optional.empty();
        if (reference.accept()) {
          isAccepted = true;
        } else {
          index.confirmTime();
        }
      });
      return reason;
    }
  }

  @Override
  public Optional<String> halted() {
    synchronized (index) {
      return reference.halted();
    }
  }

  @Override
  public List<UUID> due(Duration period, int max) {
    synchronized (index) {
      Instant now = clock.instant();
      return index
          .systemRows()
          .filter(system ->
              Optional.ofNullable(judged.get(system.uuid()))
                  .filter(last -> last.revision == system.revision)
                  .filter(last -> isWithin(last.at, period, now))
                  .isEmpty())
          .map(SystemRow::uuid)
          .sorted(Comparator.comparing(this::judgedAt))
          .limit(max)
          .toList();
    }
  }

  private Instant judgedAt(UUID system) {
    return Optional.ofNullable(judged.get(system)).map(Judged::at).orElse(Instant.MIN);
  }

  @Override
  public Optional<Retained> retained(UUID systemUuid) {
    synchronized (index) {
      return system(systemUuid).map(this::retained);
    }
  }

  /** Makes the system due again, because another policy may apply now. */
  void makeDue(SystemRow system) {
    judged.remove(system.uuid());
  }

  @Override
  public Optional<Retained> retained(Authority by, SystemId systemId) {
    synchronized (index) {
      return index.system(by, systemId).map(this::retained);
    }
  }

  private Optional<SystemRow> system(UUID uuid) {
    return index.systemRows().filter(system -> system.uuid().equals(uuid)).findFirst();
  }

  private Retained retained(SystemRow system) {
    return new Retained(
        system.uuid(),
        system.key(),
        system.revision,
        clock.instant(),
        policyOf(system),
        index
            .backupRows()
            .filter(row -> row.systemUuid().equals(system.uuid()) && isAvailable(row))
            .map(InMemoryRetentionIndex::backup)
            .toList());
  }

  private Optional<RetentionPolicy> policyOf(SystemRow system) {
    return policy(system.uuid()).or(() -> policy(system.organizationId));
  }

  /** The tenant's own policy. */
  Optional<RetentionPolicy> policy(UUID tenant) {
    return Optional.ofNullable(policies.get(tenant));
  }

  private static RetainedBackup backup(BackupRow row) {
    return new RetainedBackup(
        row.intent.id(),
        row.number,
        row.receivedAt,
        row.intent.size(),
        row.damaged,
        row.pinned,
        row.holdUntil);
  }

  @Override
  public ApplyResult apply(Judgement judgement, Duration grace, int max) {
    synchronized (index) {
      if (!reference.mayRemove()) {
        return new Halted();
      }
      return system(judgement.systemUuid())
          .filter(_ -> reference.isTimely(judgement.at()))
          .filter(system -> system.revision == judgement.revision())
          .filter(system -> policyOf(system).equals(judgement.policy()))
          .<ApplyResult>map(system -> apply(system, judgement, grace, max))
          .orElseGet(Outdated::new);
    }
  }

  private Applied apply(SystemRow system, Judgement judgement, Duration grace, int max) {
    List<RetentionVerdict> expiring = judgement.expiring();
    List<RetentionVerdict> removed = expiring.stream().limit(max).toList();
    Map<RetentionVerdict, BackupRow> rows = new LinkedHashMap<>();
    removed.forEach(verdict -> rows.put(verdict, removable(system, verdict)));
    rows.forEach((verdict, row) -> {
      index.removeByRetention(row, grace);
      audit.record(RETENTION, AuditAction.BACKUP_DELETED, row, verdict.reason().name());
    });
    if (removed.size() == expiring.size()) {
      judged.put(system.uuid(), new Judged(system.revision, clock.instant()));
    }
    return new Applied(
        removed.size(),
        judgement.rest(system.revision, expiring.subList(removed.size(), expiring.size())));
  }

  private BackupRow removable(SystemRow system, RetentionVerdict verdict) {
    return index
        .backupRows()
        .filter(row -> row.intent.id().equals(verdict.id()))
        .filter(row -> row.systemUuid().equals(system.uuid()))
        .filter(row -> isAvailable(row) && !row.isProtected(reference.earliest()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "backup: %s (expected: available in its system, and not protected)"
                    .formatted(verdict.id())));
  }

  @Override
  public boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy) {
    synchronized (index) {
      return change(by, tenant, found -> policies.put(found.id(), policy));
    }
  }

  @Override
  public boolean unassign(Authority by, TenantRef tenant) {
    synchronized (index) {
      return change(by, tenant, found -> policies.remove(found.id()));
    }
  }

  private boolean change(Authority by, TenantRef tenant, Consumer<FoundTenant> change) {
    Optional<FoundTenant> found = FoundTenant.find(index, by, tenant);
    found.ifPresent(owner -> {
      change.accept(owner);
      judged.clear();
      record(by.actor(), owner);
    });
    return found.isPresent();
  }

  private void record(Actor actor, FoundTenant owner) {
    AuditAction changed = AuditAction.RETENTION_CHANGED;
    switch (owner.kind()) {
      case SYSTEM ->
          system(owner.id())
              .ifPresent(system -> audit.record(actor, changed, system, owner.name()));
      case ORGANIZATION -> audit.record(actor, changed, owner.id(), owner.name());
    }
  }

  @Override
  public Optional<RetentionPolicy> policy(Authority by, TenantRef tenant) {
    synchronized (index) {
      return FoundTenant.find(index, by, tenant).flatMap(found -> policy(found.id()));
    }
  }
}
