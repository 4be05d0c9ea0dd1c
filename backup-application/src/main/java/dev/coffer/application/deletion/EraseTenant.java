package dev.coffer.application.deletion;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.UUID;

/** Takes a system or an organization out of the vault with everything that it has stored. */
@FunctionalInterface
public interface EraseTenant {

  /**
   * Begins it, or goes on with it, as far as that is possible now: to be repeated until it is
   * {@link Erased}, by anybody and after any crash. The vault goes on by itself too.
   */
  Result erase(Command command);

  /**
   * What is erased.
   *
   * @param operator on whose behalf; nothing is found outside of its organization
   * @param suspend stops systems that are served, which is refused otherwise
   * @param versionsMayStay the operator's word for drives that keep what is deleted
   */
  record Command(
      Actor actor, Operator operator, Target target, boolean suspend, boolean versionsMayStay) {}

  /** Who is erased. */
  sealed interface Target {

    record OfSystem(SystemId id) implements Target {}

    /** That one of the name, or the last one that had it. */
    record OfOrganization(String name) implements Target {}

    /** That one, whatever it is called meanwhile. */
    record OfOrganizationById(UUID id) implements Target {}
  }

  sealed interface Result {}

  /** Every drive has confirmed, and nothing but the report is left; also when asked again. */
  record Erased(Erasure erasure) implements Result {}

  /**
   * Nothing is listed any more.
   *
   * @param uploads whose leases have not ended
   * @param waiting backups, and attempts that failed, that a drive has not confirmed
   * @param size of the backups among them
   */
  record UnderWay(Erasure erasure, long uploads, long waiting, ByteSize size) implements Result {}

  record UnknownTarget() implements Result {}

  /** These are served: nothing was changed. */
  record NotSuspended(List<SystemId> systems) implements Result {

    public NotSuspended {
      systems = List.copyOf(systems);
    }
  }

  /** These are pinned or held: nothing was changed. */
  record Protected(List<BackupId> backups) implements Result {

    public Protected {
      backups = List.copyOf(backups);
    }
  }

  /** These drives may keep what is deleted on them: nothing was changed. */
  record VersionsStay(List<String> drives) implements Result {

    public VersionsStay {
      drives = List.copyOf(drives);
    }
  }
}
