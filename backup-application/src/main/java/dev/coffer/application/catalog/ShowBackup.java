package dev.coffer.application.catalog;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.FleetBackup;
import java.util.Optional;

/** Shows one upload and what became of it. */
@FunctionalInterface
public interface ShowBackup {

  /** Empty when there is none, or none for this operator: which of them is not told. */
  Optional<FleetBackup> show(Operator operator, BackupId id);
}
