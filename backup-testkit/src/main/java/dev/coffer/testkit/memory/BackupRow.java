package dev.coffer.testkit.memory;

import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.Intent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An upload, and the backup that it became; guarded by the lock of {@link InMemoryIndex}. */
final class BackupRow {

  final Intent intent;
  final long number;
  final Instant receivedAt;
  final List<CopyRow> copies = new ArrayList<>();
  BackupState state = BackupState.UPLOADING;
  Optional<Sha256> sha256 = Optional.empty();
  Optional<BlockDigests> blocks = Optional.empty();
  boolean damaged;

  boolean pinned;
  boolean pinnedByPlatform;
  Optional<Instant> holdUntil = Optional.empty();
  boolean heldByPlatform;
  Instant deletedAt = Instant.EPOCH;

  /** Whether a purge of the backup was ever claimed. */
  boolean purging;

  /** Whether the bytes count as used, once they are stored. */
  boolean isCounted = true;

  String leaseOwner;
  UUID leaseToken;
  Instant leaseUntil;
  Optional<Instant> interruptedAt = Optional.empty();
  Instant dueAt;
  Optional<Instant> cleanupAt = Optional.empty();
  Instant failedAt = Instant.EPOCH;
  Optional<String> failure = Optional.empty();

  BackupRow(Intent intent, long number, Instant now, Instant leasedFrom) {
    this.intent = intent;
    this.number = number;
    this.receivedAt = now;
    this.leaseOwner = intent.lease().owner();
    this.leaseToken = intent.lease().token();
    this.leaseUntil = leasedFrom.plus(intent.lease().duration());
    this.dueAt = now;
    copies.add(CopyRow.uploading(intent.driveId()));
  }

  UUID id() {
    return intent.id().value();
  }

  UUID systemUuid() {
    return intent.caller().systemUuid();
  }

  BackupRef ref() {
    return new BackupRef(intent.id(), intent.extension());
  }

  boolean isProtected(Instant now) {
    return pinned || holdUntil.filter(now::isBefore).isPresent();
  }

  void delete(Instant now, Instant due) {
    state = BackupState.DELETING;
    deletedAt = now;
    dueAt = due;
  }

  /** Claims an upload whose lease is over. */
  void recover(String owner, Instant until) {
    interruptedAt = interruptedAt.or(() -> Optional.of(leaseUntil));
    claim(owner, until);
  }

  void claim(String owner, Instant until) {
    leaseOwner = owner;
    leaseToken = UUID.randomUUID();
    leaseUntil = until;
  }

  Attempt attempt() {
    return new Attempt(
        intent.id(),
        systemUuid(),
        intent.token(),
        leaseToken,
        intent.objectKey(),
        intent.driveId(),
        number,
        intent.filename(),
        intent.mediaType(),
        intent.size(),
        receivedAt);
  }

  Backup backup() {
    return new Backup(
        intent.id(),
        number,
        intent.filename(),
        intent.extension(),
        intent.mediaType(),
        intent.size(),
        sha256.orElseThrow(),
        receivedAt,
        damaged);
  }

  /** Whether this drive holds the only intact copy, or an upload in progress. */
  boolean isNeededOn(UUID driveId) {
    List<CopyRow> here = copies.stream().filter(copy -> copy.driveId.equals(driveId)).toList();
    return switch (state) {
      case UPLOADING -> !here.isEmpty();
      case AVAILABLE ->
          here.stream().anyMatch(CopyRow::isFinished)
              && copies.stream()
                  .noneMatch(copy -> copy.isFinished() && !copy.driveId.equals(driveId));
      case DELETING, FAILED -> false;
    };
  }

  StoredBackup stored() {
    return new StoredBackup(
        backup(),
        intent.caller().owner(),
        intent.objectKey(),
        intent.token(),
        copies.stream().filter(CopyRow::isFinished).map(CopyRow::intact).toList());
  }

  Purge purge() {
    return new Purge(
        intent.id(),
        systemUuid(),
        intent.objectKey(),
        intent.token(),
        leaseToken,
        copies.stream().map(copy -> copy.driveId).toList());
  }
}
