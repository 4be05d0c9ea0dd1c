package dev.coffer.application.deletion;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;

/** Takes a backup out of a system's list; its bytes go after the grace time. */
@FunctionalInterface
public interface DeleteBackup {

  /** Done when it returns {@link Deleted}: not listed, not to be fetched from that moment on. */
  Result delete(Caller caller, BackupRef ref);

  sealed interface Result {}

  record Deleted() implements Result {}

  record NotFound() implements Result {}

  /** Pinned, or held until a date. */
  record Protected() implements Result {}
}
