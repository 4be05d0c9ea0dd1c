package dev.coffer.testkit.memory;

import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Retention on an {@link InMemoryIndex}, under its lock. Thread-safe. */
final class InMemoryRetentionIndex implements RetentionIndex {

  private static final Actor RETENTION = Actor.vault("retention");

  private final InMemoryIndex index;
  private final InMemoryAuditLog audit;
  private final InstantSource clock;
  private final Map<RetentionOwner, RetentionPolicy> policies = new HashMap<>();
  private final Map<UUID, Judged> judged = new HashMap<>();
  private Optional<Instant> lastRun = Optional.empty();
  private Optional<String> halted = Optional.empty();
  private boolean isAccepted;

  private record Judged(long revision, Instant at) {}

  InMemoryRetentionIndex(InMemoryIndex index, InMemoryAuditLog audit, InstantSource clock) {
    this.index = index;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Optional<Pass> begin(Duration period) {
    synchronized (index) {
      Instant now = clock.instant();
      boolean isEarly = lastRun.filter(at -> isWithin(at, period, now)).isPresent();
      if (halted.isPresent() || isEarly) {
        return Optional.empty();
      }
      long available = index.backupRows().filter(InMemoryRetentionIndex::isAvailable).count();
      var pass = new Pass(now, lastRun, isAccepted, available);
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
  public void halt(Pass pass, String reason) {
    synchronized (index) {
      halted = Optional.of(reason);
      lastRun = pass.before();
    }
  }

  @Override
  public Optional<String> accept(Actor actor) {
    synchronized (index) {
      Optional<String> reason = halted;
      reason.ifPresent(text -> {
        audit.record(actor, AuditAction.RETENTION_ACCEPTED, text);
        halted = Optional.empty();
        lastRun = Optional.empty();
        isAccepted = true;
      });
      return reason;
    }
  }

  @Override
  public Optional<String> halted() {
    synchronized (index) {
      return halted;
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

  /** What may be judged by another policy now. */
  void judgeAgain(SystemRow system) {
    judged.remove(system.uuid());
  }

  @Override
  public Optional<Retained> retained(SystemId systemId) {
    synchronized (index) {
      return index
          .systemRows()
          .filter(system -> system.key().equals(systemId))
          .findFirst()
          .map(this::retained);
    }
  }

  private Optional<SystemRow> system(UUID uuid) {
    return index.systemRows().filter(system -> system.uuid().equals(uuid)).findFirst();
  }

  private Retained retained(SystemRow system) {
    return new Retained(
        system.key(),
        clock.instant(),
        Stream.of(
                new RetentionOwner.OfSystem(system.key().value()),
                new RetentionOwner.OfOrganization(index.ownerOf(system).name()))
            .flatMap(owner -> policy(owner).stream())
            .findFirst(),
        index
            .backupRows()
            .filter(row -> row.systemUuid().equals(system.uuid()) && isAvailable(row))
            .map(InMemoryRetentionIndex::backup)
            .toList());
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
  public int judge(UUID systemUuid, Judge judge, Duration grace, int max) {
    synchronized (index) {
      return system(systemUuid).map(system -> judge(system, judge, grace, max)).orElse(0);
    }
  }

  private int judge(SystemRow system, Judge judge, Duration grace, int max) {
    List<RetentionVerdict> going =
        judge.verdicts(retained(system)).stream()
            .filter(verdict -> !verdict.stays())
            .limit(max)
            .toList();
    for (RetentionVerdict verdict : going) {
      index
          .backupRows()
          .filter(row -> row.intent.id().equals(verdict.id()))
          .forEach(row -> {
            index.removeByRetention(row, grace);
            audit.record(RETENTION, AuditAction.BACKUP_DELETED, row, verdict.reason().name());
          });
    }
    if (going.size() < max) {
      judged.put(system.uuid(), new Judged(system.revision, clock.instant()));
    }
    return going.size();
  }

  @Override
  public boolean assign(Actor actor, RetentionOwner owner, RetentionPolicy policy) {
    synchronized (index) {
      return change(actor, owner, () -> policies.put(owner, policy));
    }
  }

  @Override
  public boolean unassign(Actor actor, RetentionOwner owner) {
    synchronized (index) {
      return change(actor, owner, () -> policies.remove(owner));
    }
  }

  private void record(Actor actor, RetentionOwner owner) {
    AuditAction changed = AuditAction.RETENTION_CHANGED;
    switch (owner) {
      case RetentionOwner.OfSystem(var name) ->
          index
              .systemRows()
              .filter(system -> system.key().value().equals(name))
              .forEach(system -> audit.record(actor, changed, system, name));
      case RetentionOwner.OfOrganization(var name) ->
          index
              .organization(name)
              .ifPresent(owned -> audit.record(actor, changed, owned.id(), name));
    }
  }

  private boolean change(Actor actor, RetentionOwner owner, Runnable change) {
    boolean exists =
        switch (owner) {
          case RetentionOwner.OfSystem(var name) ->
              index.systemRows().anyMatch(system -> system.key().value().equals(name));
          case RetentionOwner.OfOrganization(var name) -> index.organization(name).isPresent();
        };
    if (exists) {
      change.run();
      judged.clear();
      record(actor, owner);
    }
    return exists;
  }

  @Override
  public Optional<RetentionPolicy> policy(RetentionOwner owner) {
    synchronized (index) {
      return Optional.ofNullable(policies.get(owner));
    }
  }
}
