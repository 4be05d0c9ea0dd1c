package dev.coffer.application.deletion;

import dev.coffer.application.access.SigningKey;
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
   * Begins an erasure, or continues it as far as that is possible now. Repeat the call until the
   * result is {@link Erased}. Any operator in scope may repeat it, even after a crash. The vault
   * also continues in the background.
   */
  EraseResult erase(Authority by, EraseCommand command);

  /**
   * What to erase.
   *
   * @param tenant a system, or an organization: the one with this name, or the last one that had it
   * @param suspend stops systems that are served; without it, they are a reason to refuse
   * @param versionsMayStay the operator confirms that drives may keep versions of deleted objects
   */
  record EraseCommand(TenantRef tenant, boolean suspend, boolean versionsMayStay) {}

  sealed interface EraseResult {}

  /**
   * Every drive has confirmed the removal, and only the report is left. Repeated calls return this
   * too.
   */
  record Erased(Erasure erasure) implements EraseResult {}

  /**
   * Nothing is listed any more, but some data still exists.
   *
   * @param uploads whose leases have not ended
   * @param waiting backups and failed attempts whose removal a drive has not confirmed yet
   * @param size of these backups
   */
  record UnderWay(Erasure erasure, long uploads, long waiting, ByteSize size)
      implements EraseResult {}

  /** The erasure cannot begin: nothing was changed. */
  sealed interface Refused extends EraseResult, ErasureIndex.BeginResult
      permits UnknownTenant, NotSuspended, Protected {}

  record UnknownTenant() implements Refused {}

  /** These systems are still served. */
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

  /** These drives may keep versions of deleted objects. Nothing was changed. */
  record VersionsStay(List<String> drives) implements EraseResult {

    public VersionsStay {
      drives = List.copyOf(drives);
    }
  }

  /**
   * Writes the signed list of what was erased, as a proof for third parties. The lines come without
   * line terminators: JSON of the erasure with its counts, then JSON of each backup, and last a
   * {@link ReportSignature}.
   *
   * @param erasure must be finished
   */
  void report(Erasure erasure, Consumer<String> lines);

  /** Returns the key whose public half verifies new reports. */
  SigningKey signingKey();
}
