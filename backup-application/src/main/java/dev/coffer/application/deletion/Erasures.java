package dev.coffer.application.deletion;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.List;
import java.util.function.Consumer;

/**
 * Erases a system or an organization with everything that it has stored, and reports what was
 * erased: for operators. A tenant that is out of an authority's scope is not found.
 */
public interface Erasures {

  /**
   * Begins an erasure, or continues it as far as that is possible now. Repeat it until the result
   * is {@link Erased}; anybody may, and after any crash. The vault continues in the background too.
   */
  EraseResult erase(Authority by, EraseCommand command);

  /**
   * What to erase.
   *
   * @param tenant a system, or an organization: the one of the given name, or the last one that had
   *     it
   * @param suspend stops systems that are served, which is refused otherwise
   * @param versionsMayStay the operator confirms that drives may keep versions of deleted objects
   */
  record EraseCommand(TenantRef tenant, boolean suspend, boolean versionsMayStay) {}

  sealed interface EraseResult {}

  /** Every drive has confirmed, and only the report is left; also when asked again. */
  record Erased(Erasure erasure) implements EraseResult {}

  /**
   * Nothing is listed any more, but not all of it is gone.
   *
   * @param uploads whose leases have not ended
   * @param waiting backups, and attempts that failed, that a drive has not confirmed
   * @param size of the backups among them
   */
  record UnderWay(Erasure erasure, long uploads, long waiting, ByteSize size)
      implements EraseResult {}

  /** The erasure cannot begin: nothing was changed. */
  sealed interface Refused extends EraseResult, ErasureIndex.BeginResult
      permits UnknownTenant, NotSuspended, Protected {}

  record UnknownTenant() implements Refused {}

  /** These systems are served. */
  record NotSuspended(List<SystemId> systems) implements Refused {

    public NotSuspended {
      systems = List.copyOf(systems);
    }
  }

  /** Some of the backups that are pinned or held, by id. */
  record Protected(List<BackupId> backups) implements Refused {

    public Protected {
      backups = List.copyOf(backups);
    }
  }

  /** These drives may keep what is deleted on them: nothing was changed. */
  record VersionsStay(List<String> drives) implements EraseResult {

    public VersionsStay {
      drives = List.copyOf(drives);
    }
  }

  /**
   * Lists what was erased, signed, so that others can prove it. Line by line, without line
   * terminators: JSON of the erasure with its counts, JSON of each backup, and last the id of a
   * manifest key and the hex HMAC-SHA-256, under that key, of everything before with a line feed
   * after each line.
   *
   * @param erasure a finished one
   */
  void report(Erasure erasure, Consumer<String> lines);
}
