package dev.coffer.application.catalog;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/** Lists for an operator what one system would list. */
@FunctionalInterface
public interface ListOneSystem {

  /** Empty when there is no such system, or none for this operator. */
  Optional<Listed> list(Operator operator, SystemId id);

  /**
   * A system with its list.
   *
   * @param backups available ones, highest number first
   */
  record Listed(ManagedSystem system, List<Backup> backups) {}
}
