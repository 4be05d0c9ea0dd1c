package dev.coffer.application.deletion;

import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.FleetBackup;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.Optional;

public final class DeleteOfSystemService implements DeleteOfSystem {

  private final FleetIndex fleet;
  private final BackupIndex backups;
  private final Duration grace;

  public DeleteOfSystemService(FleetIndex fleet, BackupIndex backups, Duration grace) {
    this.fleet = fleet;
    this.backups = backups;
    this.grace = grace;
  }

  @Override
  public DeleteBackup.Result delete(Operator operator, SystemId id, BackupRef ref) {
    Optional<FleetBackup> seen =
        fleet.find(Authority.of(operator), ref.id()).filter(backup -> backup.systemId().equals(id));
    if (seen.isEmpty()) {
      return new DeleteBackup.NotFound();
    }
    return switch (backups.delete(Actor.of(operator), seen.get().systemUuid(), ref, grace)) {
      case DELETED -> new DeleteBackup.Deleted();
      case NOT_FOUND -> new DeleteBackup.NotFound();
      case PROTECTED -> new DeleteBackup.Protected();
    };
  }
}
