package dev.coffer.application.upload;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Refusal;
import java.time.Duration;

/** Why an upload is not stored. Nothing of it is kept. */
public sealed interface UploadRefusal extends ApplianceBackups.StoreResult {

  /** A refusal that the index finds before the first byte. */
  sealed interface BeforeBytes extends UploadRefusal, UploadLedger.BeginResult {}

  /** The system may not upload (any more). The commit may find this too. */
  record Refused(Refusal reason) implements BeforeBytes, UploadLedger.CommitResult {}

  /** An upload with the same idempotency key is running. */
  record InProgress(Duration retryAfter) implements BeforeBytes {}

  /** The idempotency key was used for other bytes or another name. */
  record KeyReused() implements BeforeBytes {}

  /** The backup is larger than the vault, or the cap of the system, admits. */
  record TooLarge(ByteSize max) implements BeforeBytes {}

  /** The system has started more uploads in a period than it may. */
  record RateExceeded(Duration retryAfter) implements BeforeBytes {}

  /**
   * The system, or its organization here, has more uploads running at the same time than it may.
   */
  record TooManyAtOnce() implements BeforeBytes {}

  record QuotaExceeded() implements BeforeBytes {}

  /** The upload and the backups that may not be removed would together exceed the system's cap. */
  record NoRoom() implements BeforeBytes {}

  /** As much of this system or organization as it has a share of here was announced and is due. */
  record NoRoomNow() implements UploadRefusal {}

  /** The body ended early, or was longer than announced. */
  record LengthMismatch() implements UploadRefusal {}

  /** The bytes are not those that the sender announced. */
  record DigestMismatch() implements UploadRefusal {}
}
