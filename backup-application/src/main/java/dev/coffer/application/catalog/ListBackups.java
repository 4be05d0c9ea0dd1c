package dev.coffer.application.catalog;

import dev.coffer.application.access.Credentials;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.ListWindow;
import dev.coffer.domain.backup.Refusal;
import java.util.List;
import java.util.OptionalLong;

/** Lists what a system has stored, from the index alone. */
@FunctionalInterface
public interface ListBackups {

  /**
   * Recognises the caller and lists in one question to the index.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked; a
   *     listing is never partial and never empty for that reason
   */
  Result list(Credentials credentials, ListWindow window);

  sealed interface Result {}

  /**
   * Every available backup of the system within the window.
   *
   * @param backups newest first, by number
   * @param revision grows with every change of the whole list
   * @param next where the next page begins, as its {@link ListWindow#below}; empty at the end
   */
  record Listed(List<Backup> backups, long revision, OptionalLong next) implements Result {}

  record Refused(Refusal reason) implements Result {}
}
