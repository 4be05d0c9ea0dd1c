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

/** The operations on a system's own backups, for its appliance. */
public interface ApplianceBackups {

  /**
   * Recognises the caller and lists its backups in one query to the index.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index is unavailable; a
   *     listing is never partial or empty for that reason
   */
  ListResult list(Credentials credentials, ListWindow window);

  sealed interface ListResult {}

  /**
   * Every available backup of the system within the window.
   *
   * @param backups newest first, by number
   * @param revision grows with every change of the complete list
   * @param next where the next page begins, as its {@link ListWindow#below}; empty at the end
   */
  record Listed(List<Backup> backups, long revision, OptionalLong next) implements ListResult {}

  record ListRefused(Refusal reason) implements ListResult {}

  /**
   * Stores a backup. Returns {@link Stored} only when its bytes and manifest are durable on the
   * primary drive, the index has committed, and every listing from now on shows the backup. With
   * any other result, and with any exception, nothing of it is kept. The only exception is a commit
   * whose outcome is unknown: it throws {@code StorageUnavailable}, and nothing is removed.
   *
   * @param body opened only after all checks that need no byte of it
   * @throws dev.coffer.application.drives.StorageUnavailable when the index or the drive cannot be
   *     used now, or this instance already runs its maximum number of uploads
   * @throws dev.coffer.application.drives.StorageFull when the drive has no free space
   */
  StoreResult store(StoreCommand command, Body body);

  /**
   * What the sender announces before the body.
   *
   * @param filenameClaim the name as sent, one character for each byte
   * @param size number of bytes that will follow, 1 or more
   * @param digest the SHA-256 that the sender computed
   */
  record StoreCommand(
      Caller caller,
      Optional<String> filenameClaim,
      MediaType mediaType,
      ByteSize size,
      Optional<Sha256> digest,
      Optional<IdempotencyKey> idempotencyKey) {}

  /** The body of an upload. */
  @FunctionalInterface
  interface Body {

    /**
     * Lets the sender begin. Called at most once. Reading fails with an {@link IOException} when
     * the sender has disconnected. The caller of {@link #store} closes whatever belongs to the
     * connection.
     */
    InputStream open() throws IOException;
  }

  sealed interface StoreResult permits Stored, Replayed, UploadRefusal {}

  record Stored(Backup backup) implements StoreResult {}

  /** The same request was done before; {@code backup} is the one that it stored. */
  record Replayed(Backup backup) implements StoreResult {}

  /**
   * Returns one backup. Empty when it is unknown, deleted, not yet stored, or another system's: the
   * caller does not learn which.
   */
  Optional<Download> fetch(Caller caller, BackupRef ref);

  /** Deletes one backup; its data is removed after the grace period. */
  DeleteBackup.Result delete(Caller caller, BackupRef ref);
}
