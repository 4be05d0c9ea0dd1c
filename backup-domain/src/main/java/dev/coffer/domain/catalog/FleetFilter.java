package dev.coffer.domain.catalog;

import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which backups of a fleet are asked for: those that meet all that is given. Times are compared in
 * the whole seconds in which they are shown.
 *
 * @param label of the system, as {@link FleetBackup#label} has it
 * @param organization name of the owner
 * @param provider at least one copy is on a drive of it
 * @param since received then or later
 * @param until received then or earlier
 */
public record FleetFilter(
    Optional<BackupStatus> status,
    Optional<String> label,
    Optional<SystemId> systemId,
    Optional<String> organization,
    Optional<String> provider,
    Optional<Instant> since,
    Optional<Instant> until) {

  /** Everything. */
  public static final FleetFilter ALL =
      new FleetFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public boolean shows(FleetBackup backup) {
    Instant shown = backup.receivedAt().truncatedTo(ChronoUnit.SECONDS);
    return status.stream().allMatch(backup.status()::equals)
        && label.stream().allMatch(backup.label()::equals)
        && systemId.stream().allMatch(backup.systemId()::equals)
        && organization.stream().allMatch(backup.organization()::equals)
        && provider.stream().allMatch(wanted -> isOn(backup, wanted))
        && since.stream().noneMatch(shown::isBefore)
        && until.stream().noneMatch(shown::isAfter);
  }

  private static boolean isOn(FleetBackup backup, String provider) {
    return backup.copies().stream().anyMatch(copy -> copy.provider().equals(provider));
  }
}
