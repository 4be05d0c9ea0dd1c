package dev.coffer.application.usage;

import dev.coffer.application.Maintenance;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.UsageDrift;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the counts against the backups once a day. A count that is wrong is a bug or somebody's
 * hand in the tables: it is mended, and told loudly.
 */
public final class UsageAuditService implements AuditUsage, Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(UsageAuditService.class);

  private final UsageIndex index;
  private final Duration period;

  /**
   * @param period of the audits that nobody asks for
   */
  public UsageAuditService(UsageIndex index, Duration period) {
    this.index = index;
    this.period = period;
  }

  @Override
  public void run() {
    if (index.begin(period)) {
      compare(Actor.vault("usage"));
    }
  }

  /** By an operator's word, whenever the last one was. */
  @Override
  public List<UsageDrift> audit(Actor actor) {
    index.begin(Duration.ZERO);
    return compare(actor);
  }

  private List<UsageDrift> compare(Actor actor) {
    List<UsageDrift> mended =
        index.drifts().stream()
            .map(drift -> index.repair(actor, drift))
            .filter(drift -> drift.size().bytes() > 0)
            .toList();
    for (UsageDrift drift : mended) {
      LOG.error(
          "the counters of {} \"{}\" were off by {} used and {} reserved bytes, and were corrected",
          drift.kind(),
          drift.owner(),
          drift.usedBytes(),
          drift.reservedBytes());
    }
    return mended;
  }
}
