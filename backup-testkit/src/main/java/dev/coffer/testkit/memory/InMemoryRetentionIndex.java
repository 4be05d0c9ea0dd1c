package dev.coffer.testkit.memory;

import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.Erasure.Kind;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** By organization, until they are accepted. */
  private final Map<UUID, Halt> halts = new HashMap<>();

  private final Set<UUID> accepted = new HashSet<>();

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
      var pass = new Pass(accepted);
      accepted.clear();
      lastRun = Optional.of(now);
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
  public long available(UUID organizationId) {
    synchronized (index) {
      return index
          .backupRows()
          .filter(row -> isAvailable(row) && index.ownerIdOf(row).equals(organizationId))
          .count();
    }
  }

  @Override
  public long available() {
    synchronized (index) {
      return index.backupRows().filter(InMemoryRetentionIndex::isAvailable).count();
    }
  }

  @Override
  public void halt(UUID organizationId, String reason) {
    synchronized (index) {
      index.organizations().stream()
          .filter(owner -> owner.id().equals(organizationId))
          .forEach(owner -> {
            accepted.remove(organizationId);
            halts.putIfAbsent(
                organizationId, new Halt(organizationId, owner.name(), clock.instant(), reason));
          });
    }
  }

  /** Under the lock of the index. */
  boolean isHalted(UUID organization) {
    return halts.containsKey(organization);
  }

  @Override
  public Halts halts(Authority by) {
    synchronized (index) {
      return new Halts(
          reference.halted(),
          halts.values().stream()
              .filter(halt -> by.reaches(halt.organizationId()))
              .sorted(Comparator.comparing(Halt::organization))
              .toList());
    }
  }

  @Override
  public Halts accept(Authority by) {
    synchronized (index) {
      Optional<String> ofVault = by.reachesAll() ? reference.halted() : Optional.empty();
      ofVault.ifPresent(reason -> {
        audit.record(by.actor(), AuditAction.RETENTION_ACCEPTED, reason);
        reference.accept();
        index.confirmTime();
        lastRun = Optional.empty();
      });
      List<Halt> ofOrganizations = halts(by).organizations();
      ofOrganizations.forEach(halt -> accept(by.actor(), halt));
      return new Halts(ofVault, ofOrganizations);
    }
  }

  private void accept(Actor actor, Halt halt) {
    halts.remove(halt.organizationId());
    accepted.add(halt.organizationId());
    lastRun = Optional.empty();
    audit.record(actor, AuditAction.RETENTION_ACCEPTED, halt.organizationId(), halt.reason());
  }

  @Override
  public Optional<Halts> accept(Authority by, TenantRef organization) {
    synchronized (index) {
      return FoundTenant.find(index, by, organization)
          .filter(found -> found.kind() == Kind.ORGANIZATION)
          .map(found -> {
            Optional<Halt> halt = Optional.ofNullable(halts.get(found.id()));
            halt.ifPresent(accepting -> accept(by.actor(), accepting));
            return new Halts(Optional.empty(), halt.stream().toList());
          });
    }
  }

  @Override
  public List<UUID> due(Duration period, int max) {
    synchronized (index) {
      Instant now = clock.instant();
      return index
          .systemRows()
          .filter(system -> !isHalted(system.organizationId))
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
        system.organizationId,
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
      if (isHalted(judgement.organizationId())) {
        return new OrganizationHalted();
      }
      return system(judgement.systemUuid())
          .filter(system -> system.organizationId.equals(judgement.organizationId()))
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
