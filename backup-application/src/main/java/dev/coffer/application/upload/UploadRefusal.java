package dev.coffer.application.upload;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Refusal;
import java.time.Duration;

/** Why an upload is not stored. Nothing of it is kept. */
public sealed interface UploadRefusal extends ApplianceBackups.StoreResult {

  /** Found by the index before the first byte. */
  sealed interface BeforeBytes extends UploadRefusal, UploadLedger.BeginResult {}

  /** The system may not upload (any more); may also be found by the commit. */
  record Refused(Refusal reason) implements BeforeBytes, UploadLedger.CommitResult {}

  /** An upload with the same idempotency key is running at this moment. */
  record InProgress(Duration retryAfter) implements BeforeBytes {}

  /** The idempotency key was used for other bytes or another name. */
  record KeyReused() implements BeforeBytes {}

  /** Larger than the vault, or the cap of the system, admits. */
  record TooLarge(ByteSize max) implements BeforeBytes {}

  /** More uploads than allowed in a time. */
  record RateExceeded(Duration retryAfter) implements BeforeBytes {}

  /** More uploads of one system at the same time than allowed. */
  record TooManyAtOnce() implements BeforeBytes {}

  record QuotaExceeded() implements BeforeBytes {}

  /** The system's cap would be exceeded by what may not be removed. */
  record NoRoom() implements BeforeBytes {}

  /** The body ended early, or was longer than announced. */
  record LengthMismatch() implements UploadRefusal {}

  /** The bytes are not those that the sender announced. */
  record DigestMismatch() implements UploadRefusal {}
}
