package dev.coffer.application.upload;

import dev.coffer.application.access.Credentials;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.ListWindow;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A system's own backups, for its appliance. */
public interface ApplianceBackups {

  /**
   * Recognises the caller and lists in one question to the index.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; a
   *     listing is never partial and never empty for that reason
   */
  ListResult list(Credentials credentials, ListWindow window);

  sealed interface ListResult {}

  /**
   * Every available backup of the system within the window.
   *
   * @param backups newest first, by number
   * @param revision grows with every change of the whole list
   * @param next where the next page begins, as its {@link ListWindow#below}; empty at the end
   */
  record Listed(List<Backup> backups, long revision, OptionalLong next) implements ListResult {}

  record ListRefused(Refusal reason) implements ListResult {}

  /**
   * Returns {@link Stored} only when the bytes and their manifest are durable on the primary drive,
   * the index has committed, and every listing from now on shows the backup. With any other result,
   * and with any exception, nothing of it is kept, except where the outcome of the commit is
   * unknown: then a {@code StorageUnavailable} is thrown and nothing is removed.
   *
   * @param body opened only after every refusal that needs no byte of it
   * @throws dev.coffer.application.drives.StorageUnavailable index or drive cannot be used now, or
   *     as many uploads are running here as this instance takes
   * @throws dev.coffer.application.drives.StorageFull the drive has no room
   */
  StoreResult store(StoreCommand command, Body body);

  /**
   * What is announced before the bytes.
   *
   * @param filenameClaim the name as sent, one character for each byte
   * @param size bytes that will follow, 1 or more
   * @param digest the SHA-256 that the sender computed
   */
  record StoreCommand(
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

  sealed interface StoreResult permits Stored, Replayed, UploadRefusal {}

  record Stored(Backup backup) implements StoreResult {}

  /** The same request was done before; {@code backup} is what it stored. */
  record Replayed(Backup backup) implements StoreResult {}

  /**
   * One backup. Empty when it is unknown, deleted, not yet stored, or another system's: the caller
   * does not learn which.
   */
  Optional<Download> fetch(Caller caller, BackupRef ref);

  /** Deletes one backup; its data is removed after the grace period. */
  DeleteBackup.Result delete(Caller caller, BackupRef ref);
}
