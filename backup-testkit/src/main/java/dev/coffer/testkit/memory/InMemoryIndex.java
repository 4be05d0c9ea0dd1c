package dev.coffer.testkit.memory;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.Access;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.deletion.PurgeQueue;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.upload.UploadLedger;
import dev.coffer.application.upload.UploadRefusal.InProgress;
import dev.coffer.application.upload.UploadRefusal.KeyReused;
import dev.coffer.application.upload.UploadRefusal.NoRoom;
import dev.coffer.application.upload.UploadRefusal.QuotaExceeded;
import dev.coffer.application.upload.UploadRefusal.RateExceeded;
import dev.coffer.application.upload.UploadRefusal.Refused;
import dev.coffer.application.upload.UploadRefusal.TooLarge;
import dev.coffer.application.upload.UploadRefusal.TooManyAtOnce;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The index in memory, for tests: one lock in place of transactions. Longer than other files
 * because the ports share one state. Thread-safe.
 */
public final class InMemoryIndex implements BackupIndex, UploadLedger, PurgeQueue, DriveRegistry {

  private final InstantSource clock;
  private final UUID vaultId = UUID.randomUUID();
  private final Map<String, Organization> organizations = new LinkedHashMap<>();
  private final Map<UUID, SystemRow> systems = new LinkedHashMap<>();
  private final Map<UUID, BackupRow> backups = new LinkedHashMap<>();
  private final Map<String, KnownDrive> drives = new HashMap<>();
  private final Map<UUID, Integer> positions = new LinkedHashMap<>();
  private final InMemoryReferenceClock reference;
  private final InMemoryUnfinishedUploads unfinishedUploads;
  private final InMemoryCopyQueue copies;
  private final InMemoryFleetIndex fleet;
  private final InMemoryFleetFacts facts;
  private final InMemoryAuditLog audit;
  private final InMemoryRetentionIndex retention;
  private final InMemoryApiKeyIndex apiKeys;
  private final InMemoryCallerIndex callers;
  private final InMemoryDeletionIndex deletions;
  private final InMemoryTenantSnapshotIndex snapshots;
  private final InMemoryErasureIndex erasures;
  private final InMemoryUsageIndex usage;
  private final InMemoryOrganizationIndex organizationIndex;
  private final InMemorySystemIndex systemIndex;
  private final InMemoryCredentialIndex credentials;

  public InMemoryIndex(InstantSource clock) {
    this.clock = clock;
    this.reference = new InMemoryReferenceClock(this, clock);
    this.unfinishedUploads =
        new InMemoryUnfinishedUploads(clock, this::isBeingWritten, reference::mayRemove);
    this.audit = new InMemoryAuditLog(this, clock);
    this.copies =
        new InMemoryCopyQueue(
            this,
            reference,
            clock,
            audit,
            backups,
            this::drive,
            this::ownerIdOf,
            mended -> systemOf(mended).revision++);
    this.fleet = new InMemoryFleetIndex(this);
    this.facts = new InMemoryFleetFacts(this, clock);
    this.retention = new InMemoryRetentionIndex(this, audit, reference, clock);
    this.apiKeys = new InMemoryApiKeyIndex(this, audit, reference, clock);
    this.callers = new InMemoryCallerIndex(this, apiKeys, reference);
    this.deletions = new InMemoryDeletionIndex(this, audit, reference, clock);
    this.snapshots = new InMemoryTenantSnapshotIndex(this, apiKeys, retention, clock);
    this.erasures = new InMemoryErasureIndex(this, audit, snapshots, reference, clock);
    this.usage = new InMemoryUsageIndex(this, reference, clock);
    this.credentials = new InMemoryCredentialIndex(this, audit, clock);
    this.organizationIndex = new InMemoryOrganizationIndex(this, audit, organizations);
    this.systemIndex = new InMemorySystemIndex(this, audit, retention);
  }

  /** All ports on this index. */
  public IndexPorts ports() {
    return new IndexPorts(
        reference,
        callers,
        this,
        this,
        this,
        copies,
        fleet,
        facts,
        audit,
        retention,
        deletions,
        erasures,
        snapshots,
        usage,
        organizationIndex,
        systemIndex,
        credentials,
        apiKeys,
        this,
        unfinishedUploads);
  }

  // --- BackupIndex

  @Override
  public Condition condition() {
    return Condition.WRITABLE;
  }

  @Override
  public synchronized Optional<Listing> list(
      SystemId id, List<SecretHmac> candidates, ListWindow window) {
    return system(id)
        .map(system -> {
          Access access = system.access(candidates, reference.now());
          List<Backup> listed =
              access.credential().isEmpty() ? List.of() : available(system.uuid(), window);
          return new Listing(access, system.revision, listed);
        });
  }

  private List<Backup> available(UUID systemUuid, ListWindow window) {
    return backups.values().stream()
        .filter(row -> row.systemUuid().equals(systemUuid))
        .filter(row -> row.state == BackupState.AVAILABLE)
        .map(BackupRow::backup)
        .filter(window::shows)
        .sorted(Comparator.comparingLong(Backup::number).reversed())
        .limit(window.max() == 0 ? Long.MAX_VALUE : window.max())
        .toList();
  }

  @Override
  public synchronized Optional<StoredBackup> find(UUID systemUuid, BackupRef ref) {
    return row(systemUuid, ref).map(BackupRow::stored);
  }

  private Optional<BackupRow> row(UUID systemUuid, BackupRef ref) {
    return Optional.ofNullable(backups.get(ref.id().value()))
        .filter(row -> row.systemUuid().equals(systemUuid))
        .filter(row -> row.intent.extension() == ref.extension())
        .filter(row -> row.state == BackupState.AVAILABLE);
  }

  @Override
  public synchronized Optional<BlockDigests> blocks(StoredBackup stored) {
    return Optional.ofNullable(backups.get(stored.backup().id().value()))
        .filter(row -> row.intent.token().equals(stored.token()))
        .flatMap(row -> row.blocks);
  }

  @Override
  public synchronized void recordBlocks(StoredBackup stored, BlockDigests blocks) {
    Optional.ofNullable(backups.get(stored.backup().id().value()))
        .filter(row -> row.intent.token().equals(stored.token()))
        .ifPresent(row -> row.blocks = Optional.of(blocks));
  }

  @Override
  public synchronized void markDamaged(UUID copyId, String finding) {
    for (BackupRow row : backups.values()) {
      for (CopyRow copy : row.copies) {
        if (copy.id.equals(copyId) && copy.isFinished()) {
          boolean isLast = row.copies.stream().filter(CopyRow::isFinished).count() == 1;
          Instant now = clock.instant();
          copy.foundDamaged(finding, isLast ? Optional.empty() : Optional.of(now), now);
          row.damaged = isLast;
          systemOf(row).revision++;
          audit.record(
              Actor.vault("check"),
              AuditAction.COPY_DAMAGED,
              row,
              "copy %s: %s".formatted(copyId, finding));
        }
      }
    }
  }

  // --- UploadLedger

  @Override
  public synchronized BeginResult begin(Intent intent, UploadAllowance allowance) {
    SystemRow system = systems.get(intent.caller().systemUuid());
    if (system == null) {
      return new Refused(Refusal.UNKNOWN);
    }
    if (!system.state.isServed()) {
      return new Refused(Refusal.SUSPENDED);
    }
    if (intent.size().exceeds(system.registered.cap())) {
      return new TooLarge(system.registered.cap());
    }
    Optional<BeginResult> earlier = earlier(intent);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Optional<BeginResult> overAllowance = overAllowance(system, allowance);
    if (overAllowance.isPresent()) {
      return overAllowance.get();
    }
    // Not the caller's organization: the system may have changed hands since the caller was
    // recognised.
    Organization owner = organization(system.organizationId);
    if (new ByteSize(owner.used().bytes() + owner.reserved().bytes() + intent.size().bytes())
        .exceeds(owner.quota())) {
      return new QuotaExceeded();
    }
    if (new ByteSize(system.used + system.reserved + intent.size().bytes())
        .exceeds(system.registered.cap())) {
      return new NoRoom();
    }
    if (!intent.hasPermit()) {
      return new NoPermit();
    }
    settle(system, intent.size().bytes(), 0);
    system.accepted.add(clock.instant());
    var row = new BackupRow(intent, ++system.lastNumber, reference.now(), reference.ofLeases());
    Optional<Sha256> lost = lost(intent);
    backups.put(intent.id().value(), row);
    return lost.<BeginResult>map(expected -> new BegunAgain(row.attempt(), expected))
        .orElseGet(() -> new Begun(row.attempt()));
  }

  /** SHA-256 of the damaged backup that was stored under the idempotency key. */
  private Optional<Sha256> lost(Intent intent) {
    return backups.values().stream()
        .filter(row -> row.systemUuid().equals(intent.caller().systemUuid()))
        .filter(row -> intent.idempotencyKey().isPresent())
        .filter(row -> row.intent.idempotencyKey().equals(intent.idempotencyKey()))
        .filter(row -> row.state == BackupState.AVAILABLE && row.damaged)
        .findFirst()
        .flatMap(row -> row.sha256);
  }

  private Optional<BeginResult> overAllowance(SystemRow system, UploadAllowance allowance) {
    Optional<Duration> wait = allowance.waitUntilAllowed(system.accepted, clock.instant());
    if (wait.isPresent()) {
      return Optional.of(new RateExceeded(wait.get()));
    }
    long underWay =
        backups.values().stream()
            .filter(row -> row.systemUuid().equals(system.uuid()))
            .filter(row -> row.state == BackupState.UPLOADING && reference.isLive(row.leaseUntil))
            .count();
    return allowance.atOnce() > 0 && underWay >= allowance.atOnce()
        ? Optional.of(new TooManyAtOnce())
        : Optional.empty();
  }

  private Optional<BeginResult> earlier(Intent intent) {
    if (intent.idempotencyKey().isEmpty()) {
      return Optional.empty();
    }
    return backups.values().stream()
        .filter(row -> row.systemUuid().equals(intent.caller().systemUuid()))
        .filter(row -> row.intent.idempotencyKey().equals(intent.idempotencyKey()))
        .flatMap(row -> earlier(row, intent).stream())
        .findFirst();
  }

  private static Optional<BeginResult> earlier(BackupRow row, Intent intent) {
    boolean same =
        row.intent.size().equals(intent.size())
            && row.intent.claimedName().equals(intent.claimedName());
    return switch (row.state) {
      case UPLOADING -> Optional.of(new InProgress(intent.lease().duration()));
      case AVAILABLE -> {
        if (!same) {
          yield Optional.of(new KeyReused());
        }
        yield row.damaged ? Optional.empty() : Optional.of(new Replay(row.backup()));
      }
      case DELETING, FAILED -> Optional.empty();
    };
  }

  @Override
  public synchronized Set<UUID> renew(Collection<UUID> leaseTokens, Duration duration) {
    List<BackupRow> alive =
        backups.values().stream()
            .filter(row -> row.state == BackupState.UPLOADING)
            .filter(row -> leaseTokens.contains(row.leaseToken) && reference.isLive(row.leaseUntil))
            .toList();
    alive.forEach(row -> row.leaseUntil = reference.ofLeases().plus(duration));
    return alive.stream().map(row -> row.leaseToken).collect(Collectors.toSet());
  }

  @Override
  public synchronized CommitResult commit(
      Attempt attempt, ContentDigests digests, Duration firstScrub) {
    BackupRow row = backups.get(attempt.id().value());
    if (row != null && row.state == BackupState.AVAILABLE) {
      return new Committed(row.backup());
    }
    if (row == null || !isHeld(row, attempt) || !reference.isLive(row.leaseUntil)) {
      return new Superseded();
    }
    SystemRow system = systemOf(row);
    if (!system.state.isServed()) {
      return new Refused(Refusal.SUSPENDED);
    }
    if (!system.isValid(row.intent.caller().credentialId(), reference.now())) {
      return new Refused(Refusal.UNKNOWN);
    }
    long size = row.intent.size().bytes();
    settle(system, -size, size);
    row.state = BackupState.AVAILABLE;
    row.sha256 = Optional.of(digests.sha256());
    row.blocks = digests.blocks();
    row.copies.getFirst().finish(clock.instant().plus(firstScrub));
    positions.keySet().stream()
        .filter(drive -> !drive.equals(row.intent.driveId()))
        .forEach(drive -> row.copies.add(CopyRow.planned(drive, false, clock.instant())));
    system.revision++;
    return new Committed(row.backup());
  }

  private static boolean isHeld(BackupRow row, Attempt attempt) {
    return row.state == BackupState.UPLOADING
        && row.intent.token().equals(attempt.token())
        && row.leaseToken.equals(attempt.leaseToken());
  }

  @Override
  public synchronized boolean abandon(Attempt attempt, String reason, Duration cleanupAfter) {
    BackupRow row = backups.get(attempt.id().value());
    if (row == null || !isHeld(row, attempt) || !reference.isLive(row.leaseUntil)) {
      return false;
    }
    settle(systemOf(row), -row.intent.size().bytes(), 0);
    row.state = BackupState.FAILED;
    row.failedAt = clock.instant();
    row.failure = Optional.of(reason);
    row.copies.forEach(copy -> copy.damage(reason, Optional.empty()));
    row.cleanupAt =
        cleanupAfter.isZero() ? Optional.empty() : Optional.of(clock.instant().plus(cleanupAfter));
    return true;
  }

  @Override
  public synchronized List<Attempt> claimForCleanup(Duration retry, int max) {
    List<BackupRow> due =
        backups.values().stream()
            .filter(row -> row.cleanupAt.filter(at -> !at.isAfter(clock.instant())).isPresent())
            .limit(max)
            .toList();
    due.forEach(row -> row.cleanupAt = Optional.of(clock.instant().plus(retry)));
    return due.stream().map(BackupRow::attempt).toList();
  }

  @Override
  public synchronized void markClean(Attempt attempt, Duration settledAfter) {
    Optional.ofNullable(backups.get(attempt.id().value()))
        .ifPresent(row ->
            row.cleanupAt =
                Optional.of(row.failedAt.plus(settledAfter))
                    .filter(settled -> settled.isAfter(clock.instant())));
  }

  @Override
  public synchronized List<Attempt> claimExpired(String owner, Duration duration, int max) {
    List<BackupRow> expired =
        backups.values().stream()
            .filter(row -> row.state == BackupState.UPLOADING && !reference.isLive(row.leaseUntil))
            .limit(max)
            .toList();
    expired.forEach(row -> row.recover(owner, reference.ofLeases().plus(duration)));
    return expired.stream().map(BackupRow::attempt).toList();
  }

  @Override
  public synchronized void expireOthers(String owner) {
    backups.values().stream()
        .filter(row -> !row.leaseOwner.equals(owner))
        .forEach(row -> row.leaseUntil = reference.ofLeases());
  }

  @Override
  public synchronized void forget(Duration age, int keep, Duration keyAge) {
    if (!reference.mayRemove()) {
      return;
    }
    backups
        .values()
        .removeIf(row ->
            row.state == BackupState.FAILED
                && row.cleanupAt.isEmpty()
                && (row.receivedAt.isBefore(clock.instant().minus(age))
                    || newerFailures(row) >= keep));
  }

  private synchronized boolean isBeingWritten(BlobKey key) {
    return backups.values().stream()
        .filter(row -> row.intent.objectKey().equals(key))
        .anyMatch(row -> row.state == BackupState.UPLOADING && reference.isLive(row.leaseUntil));
  }

  private long newerFailures(BackupRow row) {
    return backups.values().stream()
        .filter(other -> other.state == BackupState.FAILED)
        .filter(other -> other.systemUuid().equals(row.systemUuid()))
        .filter(other -> other.number > row.number)
        .count();
  }

  // --- PurgeQueue

  @Override
  public synchronized List<Purge> claimDue(String owner, Duration lease, int max) {
    List<BackupRow> due =
        backups.values().stream()
            .filter(row -> row.state == BackupState.DELETING && reference.mayRemove())
            .filter(row -> !row.dueAt.isAfter(clock.instant()))
            .filter(row -> !row.purging || !reference.isLive(row.leaseUntil))
            .filter(
                row -> row.copies.stream().noneMatch(copy -> reference.isLive(copy.purgeHeldUntil)))
            .filter(row -> !isKeptByHalt(row))
            .limit(max)
            .toList();
    due.forEach(row -> row.purging = true);
    due.forEach(row -> row.claim(owner, reference.ofLeases().plus(lease)));
    return due.stream().map(BackupRow::purge).toList();
  }

  @Override
  public synchronized void purged(Purge purge) {
    BackupRow row = backups.get(purge.id().value());
    if (row != null
        && row.state == BackupState.DELETING
        && row.leaseToken.equals(purge.leaseToken())) {
      if (row.isCounted) {
        settle(systemOf(row), 0, -row.intent.size().bytes());
      }
      backups.remove(purge.id().value());
    }
  }

  @Override
  public synchronized void postpone(Purge purge, String reason, Duration delay) {
    Optional.ofNullable(backups.get(purge.id().value()))
        .filter(row -> row.leaseToken.equals(purge.leaseToken()))
        .ifPresent(row -> {
          row.dueAt = clock.instant().plus(delay);
          row.leaseUntil = reference.ofLeases();
        });
  }

  @Override
  public void forgetTombstones(Duration age) {
    // This index is never reconciled with drives, so it keeps no tombstones.
  }

  // --- DriveRegistry

  @Override
  public UUID vaultId() {
    return vaultId;
  }

  @Override
  public synchronized KnownDrive known(String label, String provider, UUID idIfNew) {
    KnownDrive known =
        drives.computeIfAbsent(
            label, key -> new KnownDrive(new Drive(idIfNew, label, provider), false));
    if (!known.drive().provider().equals(provider)) {
      throw new IllegalStateException("drive " + label + " is " + known.drive().provider());
    }
    return known;
  }

  @Override
  public synchronized void markInitialised(UUID driveId) {
    drives.replaceAll((label, known) ->
        known.drive().id().equals(driveId) ? new KnownDrive(known.drive(), true) : known);
  }

  @Override
  public synchronized List<Drive> missingFrom(Collection<UUID> configured) {
    return drives.values().stream()
        .map(KnownDrive::drive)
        .filter(drive -> !configured.contains(drive.id()))
        .filter(drive -> positions.containsKey(drive.id()) || copiesOn(drive.id()).count() > 0)
        .sorted(Comparator.comparing(Drive::label))
        .toList();
  }

  private Stream<CopyRow> copiesOn(UUID driveId) {
    return backups.values().stream()
        .flatMap(row -> row.copies.stream())
        .filter(copy -> copy.driveId.equals(driveId));
  }

  @Override
  public synchronized void arrange(List<UUID> configured) {
    positions.clear();
    configured.forEach(drive -> positions.put(drive, positions.size()));
  }

  @Override
  public synchronized DriveAdministration.RemoveResult remove(Actor actor, String label) {
    KnownDrive known = drives.get(label);
    if (known == null) {
      return new DriveAdministration.UnknownDrive();
    }
    UUID drive = known.drive().id();
    long needed = backups.values().stream().filter(row -> row.isNeededOn(drive)).count();
    if (needed > 0) {
      return new DriveAdministration.Needed(needed);
    }
    long forgotten = copiesOn(drive).count();
    backups.values().forEach(row -> row.copies.removeIf(copy -> copy.driveId.equals(drive)));
    positions.remove(drive);
    drives.remove(label);
    audit.record(actor, AuditAction.DRIVE_REMOVED, "%s, %d copies".formatted(label, forgotten));
    return new DriveAdministration.Removed(forgotten);
  }

  @Override
  public synchronized List<Placed> placed() {
    return drives.values().stream()
        .map(KnownDrive::drive)
        .map(drive ->
            new Placed(
                drive,
                positions.containsKey(drive.id())
                    ? OptionalInt.of(Objects.requireNonNull(positions.get(drive.id())))
                    : OptionalInt.empty()))
        .sorted(Comparator.comparingInt(placed -> placed.position().orElse(Integer.MAX_VALUE)))
        .toList();
  }

  @Override
  public synchronized List<DriveAdministration.Row> drives() {
    return placed().stream()
        .map(placed ->
            new DriveAdministration.Row(
                placed.drive(),
                placed.position(),
                countOn(placed.drive(), CopyStatus.FINISHED),
                countOn(placed.drive(), CopyStatus.PENDING)
                    + countOn(placed.drive(), CopyStatus.RUNNING),
                countOn(placed.drive(), CopyStatus.FAILED),
                storedOn(placed.drive())))
        .toList();
  }

  private Stream<BackupRow> availableRows() {
    return backups.values().stream().filter(row -> row.state == BackupState.AVAILABLE);
  }

  private long countOn(Drive drive, CopyStatus status) {
    return availableRows()
        .flatMap(row -> row.copies.stream())
        .filter(copy -> copy.driveId.equals(drive.id()) && copy.status == status)
        .count();
  }

  private ByteSize storedOn(Drive drive) {
    return new ByteSize(
        availableRows()
            .filter(row ->
                row.copies.stream()
                    .anyMatch(copy -> copy.driveId.equals(drive.id()) && copy.isFinished()))
            .mapToLong(row -> row.intent.size().bytes())
            .sum());
  }

  // --- shared state

  /**
   * Moves the stored times, as {@link dev.coffer.application.retention.RetentionIndex#accept}
   * describes for a confirmed clock.
   */
  void confirmTime() {
    Instant now = clock.instant();
    backups.values().stream()
        .filter(row -> row.state == BackupState.DELETING && reference.isAhead(row.deletedAt))
        .forEach(row -> row.delete(now, now.plus(Duration.between(row.deletedAt, row.dueAt))));
  }

  synchronized Optional<Organization> organization(String name) {
    return Optional.ofNullable(organizations.get(Organization.sought(name)));
  }

  Organization organization(UUID id) {
    return organizations.values().stream()
        .filter(organization -> organization.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  synchronized List<Organization> organizations() {
    return organizations.values().stream()
        .sorted(Comparator.comparing(Organization::name))
        .toList();
  }

  SystemRow add(ManagedSystem system, Credential credential, SecretHmac hmac) {
    var row = new SystemRow(system, credential, hmac, clock.instant());
    systems.put(system.uuid(), row);
    return row;
  }

  Stream<SystemRow> systemRows() {
    return systems.values().stream();
  }

  Organization ownerOf(SystemRow system) {
    return organization(system.organizationId);
  }

  UUID ownerIdOf(BackupRow row) {
    return systemOf(row).organizationId;
  }

  Optional<SystemRow> systemRow(Operator operator, SystemId id) {
    return system(id).filter(row -> operator.sees(row.organizationId));
  }

  Optional<Organization> organization(Operator operator, String name) {
    return organization(name).filter(owner -> operator.sees(owner.id()));
  }

  /** Deletes an organization with all its systems and keys, or one system. */
  void forget(UUID ownerId) {
    systems
        .values()
        .removeIf(row -> row.uuid().equals(ownerId) || row.organizationId.equals(ownerId));
    organizations.values().removeIf(owner -> owner.id().equals(ownerId));
    apiKeys.forget(ownerId);
  }

  /** Removed by retention, which is halted in its organization since. */
  boolean isKeptByHalt(BackupRow row) {
    return !row.isCounted
        && row.sha256.isPresent()
        && retention.isHalted(ownerIdOf(row))
        && !erasures.isErasing(row.intent.id().value());
  }

  /** Deletes a backup. Its bytes stop counting immediately. */
  void removeByRetention(BackupRow row, Duration grace) {
    row.delete(reference.now(), reference.now().plus(grace));
    row.isCounted = false;
    settle(systemOf(row), 0, -row.intent.size().bytes());
    systemOf(row).revision++;
  }

  Stream<BackupRow> backupRows() {
    return backups.values().stream();
  }

  Stream<Drive> knownDrives() {
    return drives.values().stream().map(KnownDrive::drive);
  }

  Drive drive(UUID id) {
    return drives.values().stream()
        .map(KnownDrive::drive)
        .filter(drive -> drive.id().equals(id))
        .findFirst()
        // A test may use a drive id that the index does not know.
        .orElseGet(() -> new Drive(id, "unknown", "memory"));
  }

  int positionOf(UUID driveId) {
    return positions.getOrDefault(driveId, Integer.MAX_VALUE);
  }

  /** The operator of an API key. */
  Optional<Operator> operator(UUID keyId) {
    return apiKeys.operators().filter(known -> known.keyId().equals(keyId)).findFirst();
  }

  Optional<SystemRow> system(SystemId id) {
    return systems.values().stream().filter(row -> row.key().equals(id)).findFirst();
  }

  Optional<SystemRow> system(Authority by, SystemId id) {
    return system(id).filter(row -> by.reaches(row.organizationId));
  }

  SystemRow systemOf(BackupRow row) {
    return Objects.requireNonNull(systems.get(row.systemUuid()));
  }

  /** Changes the counters of a system and of its owner by the same amounts. */
  void settle(SystemRow system, long reserved, long used) {
    system.reserved += reserved;
    system.used += used;
    organizations.computeIfPresent(
        organization(system.organizationId).name(),
        (name, owner) ->
            new Organization(
                owner.id(),
                name,
                owner.quota(),
                new ByteSize(owner.used().bytes() + used),
                new ByteSize(owner.reserved().bytes() + reserved)));
  }
}
