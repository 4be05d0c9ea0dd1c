package dev.coffer.application.upload;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Stores what a system sends. */
@FunctionalInterface
public interface StoreBackup {

  /**
   * Returns {@link Stored} only when the bytes and their manifest are durable on the primary drive,
   * the index has committed, and every listing from now on shows the backup. With any other result,
   * and with any exception, nothing of it is kept, except where the outcome of the commit could not
   * be learnt: then a {@code StorageUnavailable} is thrown and nothing is removed.
   *
   * @param body opened only after every refusal that needs no byte of it
   * @throws dev.coffer.application.drives.StorageUnavailable index or drive cannot be used now, or
   *     as many uploads are under way here as this instance takes
   * @throws dev.coffer.application.drives.StorageFull the drive has no room
   */
  Result store(Command command, Body body);

  /**
   * What is announced before the bytes.
   *
   * @param filenameClaim the name as sent, one character for each byte
   * @param size bytes that will follow, 1 or more
   * @param digest the SHA-256 that the sender computed
   */
  record Command(
      Caller caller,
      Optional<String> filenameClaim,
      MediaType mediaType,
      ByteSize size,
      Optional<Sha256> digest,
      Optional<IdempotencyKey> idempotencyKey) {}

  /** The bytes on their way. */
  @FunctionalInterface
  interface Body {

    /**
     * Lets the sender begin. Called at most once; reading fails with an {@link IOException} when
     * the sender is gone. The caller of {@link #store} closes what belongs to the connection.
     */
    InputStream open() throws IOException;
  }

  sealed interface Result {}

  record Stored(Backup backup) implements Result {}

  /** The same request was done before; {@code backup} is what it stored. */
  record Replayed(Backup backup) implements Result {}

  /** The same request is being done at this moment. */
  record InProgress(Duration retryAfter) implements Result {}

  /** The idempotency key stands for other bytes or another name. */
  record KeyReused() implements Result {}

  /** The system may not upload (any more). */
  record Refused(Refusal reason) implements Result {}

  record TooLarge(ByteSize max) implements Result {}

  /** More uploads than allowed in a time. */
  record RateExceeded(Duration retryAfter) implements Result {}

  /** More uploads of one system at the same time than allowed. */
  record TooManyAtOnce() implements Result {}

  record QuotaExceeded() implements Result {}

  /** The system's cap would be exceeded by what may not be removed. */
  record NoRoom() implements Result {}

  /** The body ended early. */
  record LengthMismatch() implements Result {}

  /** The bytes are not those that the sender announced. */
  record DigestMismatch() implements Result {}
}
