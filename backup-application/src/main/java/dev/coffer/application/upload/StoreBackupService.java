package dev.coffer.application.upload;

import dev.coffer.application.Identifiers;
import dev.coffer.application.download.BlockHash;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups.Body;
import dev.coffer.application.upload.ApplianceBackups.Replayed;
import dev.coffer.application.upload.ApplianceBackups.StoreCommand;
import dev.coffer.application.upload.ApplianceBackups.StoreResult;
import dev.coffer.application.upload.ApplianceBackups.Stored;
import dev.coffer.application.upload.ReceivedBytes.BodyRejected;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.tenancy.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upload protocol: intent row, bytes, manifest, commit, and only then the answer. If the
 * process dies at any step, {@link RecoverUploadsService} completes the upload or removes what is
 * left.
 */
public final class StoreBackupService {

  private static final Logger LOG = LoggerFactory.getLogger(StoreBackupService.class);

  private final UploadLedger ledger;
  private final Drives drives;
  private final Identifiers identifiers;
  private final Leases leases;
  private final UploadSteps steps;
  private final UploadShares shares;
  private final UploadSettings settings;
  private final Duration leaseDuration;

  public StoreBackupService(
      UploadLedger ledger,
      Drives drives,
      Identifiers identifiers,
      Leases leases,
      UploadSteps steps,
      UploadShares shares,
      UploadSettings settings,
      Duration leaseDuration) {
    this.ledger = ledger;
    this.drives = drives;
    this.identifiers = identifiers;
    this.leases = leases;
    this.steps = steps;
    this.shares = shares;
    this.settings = settings;
    this.leaseDuration = leaseDuration;
  }

  StoreResult store(StoreCommand command, Body body) {
    if (command.size().exceeds(settings.max())) {
      return new UploadRefusal.TooLarge(settings.max());
    }
    Owner owner = command.caller().owner();
    try (Shares.Share transfer = shares.transfers().request(owner, 1);
        Shares.Share outstanding =
            shares.outstandingBytes().request(owner, command.size().bytes());
        Leases.Held lease = leases.hold(identifiers.nextUuid())) {
      UploadLedger.Intent intent =
          intent(command, lease, transfer.isGiven() && outstanding.isGiven());
      Body counted = () -> new ArrivingBytes(body.open(), outstanding);
      return switch (ledger.begin(intent, settings.allowance())) {
        case UploadLedger.Begun(Attempt attempt) ->
            receive(attempt, command, Optional.empty(), counted, lease);
        // The stored backup is damaged, and its bytes are being sent again: answered with 201, as a
        // new backup.
        case UploadLedger.BegunAgain(Attempt attempt, Sha256 expected) ->
            receive(attempt, command, Optional.of(expected), counted, lease);
        case UploadLedger.Replay(Backup earlier) -> replay(earlier, command, counted, lease);
        // A share that is in use is told before room, which may be missing because of it.
        case UploadRefusal.QuotaExceeded _, UploadRefusal.NoRoom _
            when transfer.answer() == Shares.Answer.SHARE_IN_USE ->
            new UploadRefusal.TooManyAtOnce();
        case UploadRefusal.BeforeBytes refusal -> refusal;
        case UploadLedger.NoPermit() -> withoutPermit(transfer.answer());
      };
    }
  }

  /** The reply to an upload with which nothing else is wrong. */
  private StoreResult withoutPermit(Shares.Answer transfer) {
    return switch (transfer) {
      case SHARE_IN_USE -> new UploadRefusal.TooManyAtOnce();
      case ALL_IN_USE ->
          throw new StorageUnavailable(
              "the maximum number of uploads of this instance is running (%d)"
                  .formatted(shares.transfers().limits().all()));
      case GIVEN -> new UploadRefusal.NoRoomNow();
    };
  }

  private UploadLedger.Intent intent(StoreCommand command, Leases.Held lease, boolean hasPermit) {
    BackupId id = identifiers.nextBackupId();
    String lastSegment = Filename.lastSegment(command.filenameClaim().orElse(""));
    Optional<Filename> claimedName = Filename.sanitise(lastSegment);
    BackupExtension extension = BackupExtension.ofFilename(lastSegment);
    return new UploadLedger.Intent(
        command.caller(),
        id,
        new WriteToken(identifiers.nextUuid()),
        ObjectKeys.backup(command.caller(), new BackupRef(id, extension)),
        drives.primary().drive().id(),
        claimedName.orElseGet(() -> Filename.fallback(id)),
        claimedName,
        extension,
        command.mediaType(),
        command.size(),
        command.idempotencyKey(),
        new UploadLedger.Lease(settings.instance(), lease.token(), leaseDuration),
        hasPermit);
  }

  /**
   * Receives and stores the body.
   *
   * @param expected the SHA-256 that the idempotency key stands for
   */
  private StoreResult receive(
      Attempt attempt,
      StoreCommand command,
      Optional<Sha256> expected,
      Body body,
      Leases.Held lease) {
    ContentDigests digests;
    try {
      digests = write(attempt, command, expected, body, lease);
    } catch (RuntimeException e) {
      undo(attempt, String.valueOf(e.getMessage()), e instanceof StorageUnavailable);
      if (e instanceof BodyRejected rejection) {
        return rejected(rejection);
      }
      throw e;
    }
    // From here on, the attempt may be committed without our knowledge, so no failure removes
    // anything.
    return switch (steps.commit(attempt, digests)) {
      case UploadLedger.Committed(Backup backup) -> new Stored(backup);
      case UploadRefusal.Refused refused -> {
        undo(attempt, "refused at commit: " + refused.reason(), false);
        yield refused;
      }
      case UploadLedger.Superseded() ->
          throw new StorageUnavailable(attempt.id() + ": the lease was lost before the commit");
    };
  }

  private ContentDigests write(
      Attempt attempt,
      StoreCommand command,
      Optional<Sha256> expected,
      Body body,
      Leases.Held lease) {
    ReceivedBytes received = open(command, expected, body, lease, steps.blockHash(attempt));
    steps.store(attempt).put(attempt.objectKey(), attempt.token(), attempt.size(), received);
    steps.writeManifest(attempt, received.digests());
    return received.digests();
  }

  /**
   * Rolls back immediately.
   *
   * @param mayStillHappen whether a store that did not answer in time may still execute the request
   *     and publish the object
   */
  private void undo(Attempt attempt, String reason, boolean mayStillHappen) {
    try {
      if (steps.rollBack(attempt, reason)) {
        LOG.info("upload {} was rolled back: {}", attempt.id(), reason);
        if (!mayStillHappen) {
          ledger.markClean(attempt, Duration.ZERO);
        }
      }
    } catch (StorageException e) {
      LOG.warn(
          "upload {} could not be rolled back now; recovery will do it later", attempt.id(), e);
    }
  }

  private static ReceivedBytes open(
      StoreCommand command,
      Optional<Sha256> expected,
      Body body,
      Leases.Held lease,
      Optional<BlockHash> blocks) {
    if (expected.isPresent() && !command.digest().or(() -> expected).equals(expected)) {
      throw new BodyRejected(
          BodyRejected.Reason.KEY_REUSED, "the idempotency key was used for other bytes");
    }
    try {
      return new ReceivedBytes(
          body.open(), command.size(), command.digest(), expected, lease, blocks);
    } catch (IOException e) {
      throw ReceivedBytes.senderGone(e);
    }
  }

  /** Compares the bytes, to decide whether the idempotency key stands for the same request. */
  private StoreResult replay(Backup earlier, StoreCommand command, Body body, Leases.Held lease) {
    if (command.digest().equals(Optional.of(earlier.sha256()))) {
      return new Replayed(earlier);
    }
    try {
      drain(open(command, Optional.of(earlier.sha256()), body, lease, Optional.empty()));
      return new Replayed(earlier);
    } catch (BodyRejected e) {
      return rejected(e);
    }
  }

  private static void drain(InputStream stream) {
    try {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException("neither end of this transfer does I/O of its own", e);
    }
  }

  private static StoreResult rejected(BodyRejected rejection) {
    return switch (rejection.reason()) {
      case WRONG_LENGTH -> new UploadRefusal.LengthMismatch();
      case DIGEST_MISMATCH -> new UploadRefusal.DigestMismatch();
      case KEY_REUSED -> new UploadRefusal.KeyReused();
      case LEASE_LOST -> throw new StorageUnavailable("the lease was lost", rejection);
    };
  }
}
