package dev.coffer.application.usage;

import dev.coffer.application.Maintenance;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.UsageDrift;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the counts of bytes with the stored backups at intervals. A wrong count comes from a bug
 * or from a manual change of the tables: it is corrected, and logged as an error.
 */
public final class UsageAuditService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(UsageAuditService.class);

  private final UsageIndex index;
  private final Duration period;

  public UsageAuditService(UsageIndex index, Duration period) {
    this.index = index;
    this.period = period;
  }

  @Override
  public void run() {
    if (index.begin(period)) {
      correct(index, Actor.vault("usage"));
    }
  }

  static List<UsageDrift> correct(UsageIndex index, Actor actor) {
    List<UsageDrift> corrected =
        index.drifts().stream()
            .map(drift -> index.repair(actor, drift))
            .filter(drift -> drift.size().bytes() > 0)
            .toList();
    for (UsageDrift drift : corrected) {
      LOG.error(
          "the counters of {} \"{}\" were off by {} used and {} reserved bytes, and were corrected",
          drift.kind(),
          drift.owner(),
          drift.usedBytes(),
          drift.reservedBytes());
    }
    return corrected;
  }
}
