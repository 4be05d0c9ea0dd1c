package dev.coffer.application.catalog;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetBackup;
import java.util.List;
import java.util.Optional;

public final class FleetService implements Fleet {

  /**
   * Retries failed copies. Declared here because the queue of copies depends on this package, so
   * this package must not depend on the queue.
   */
  @FunctionalInterface
  public interface CopyRetry {

    RetryResult retry(Authority by, BackupId id);
  }

  private final FleetIndex index;
  private final CopyRetry copies;

  public FleetService(FleetIndex index, CopyRetry copies) {
    this.index = index;
    this.copies = copies;
  }

  @Override
  public Page page(Authority by, Query query) {
    List<FleetBackup> found = index.page(by, query.withOneMore());
    if (found.size() <= query.max()) {
      return new Page(found, Optional.empty());
    }
    List<FleetBackup> page = found.subList(0, query.max());
    return new Page(page, Optional.of(page.getLast().place()));
  }

  @Override
  public Optional<FleetBackup> show(Authority by, BackupId id) {
    return index.find(by, id);
  }

  @Override
  public RetryResult retry(Authority by, BackupId id) {
    return copies.retry(by, id);
  }
}
