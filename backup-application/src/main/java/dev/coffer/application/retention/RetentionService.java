package dev.coffer.application.retention;

import dev.coffer.application.Maintenance;
import dev.coffer.application.Schedule;
import dev.coffer.application.Ticker;
import dev.coffer.application.retention.RetentionIndex.Pass;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges systems again and again, and removes what may go. Before it removes anything it looks at
 * all of it together: whatever looks like a mistake in a policy or a clock that is wrong waits for
 * an operator.
 */
public final class RetentionService implements Maintenance {

  private static final int BATCH = 20;
  private static final int MAX_SYSTEMS = 100_000;

  /** A pass may take so many away, or a tenth of all if that is more. */
  private static final int FEW = 50;

  /** And of one system so many among its newest. */
  private static final int FEW_OF_NEWEST = 3;

  private static final int NEWEST = 10;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionService.class);

  private final RetentionIndex index;
  private final Ticker ticker;
  private final RetentionPolicy ofVault;
  private final Schedule.Retention times;
  private Optional<Look> last = Optional.empty();

  public RetentionService(
      RetentionIndex index, Ticker ticker, RetentionPolicy ofVault, Schedule.Retention times) {
    this.index = index;
    this.ticker = ticker;
    this.ofVault = ofVault;
    this.times = times;
  }

  /** Two clocks at one moment. */
  private record Look(Instant instant, long nanos) {}

  @Override
  public void run() {
    index.begin(times.period()).ifPresent(this::pass);
  }

  private void pass(Pass pass) {
    var look = new Look(pass.startedAt(), ticker.nanos());
    Optional<String> step = pass.isAccepted() ? Optional.empty() : clockStep(pass, look);
    last = Optional.of(look);
    if (step.isPresent()) {
      halt(pass, step.get());
      return;
    }
    List<UUID> due = index.due(times.rejudge(), MAX_SYSTEMS);
    Optional<String> tooMuch = pass.isAccepted() ? Optional.empty() : tooMuch(due, pass);
    if (tooMuch.isPresent()) {
      halt(pass, tooMuch.get());
    } else {
      due.forEach(this::remove);
    }
  }

  private void halt(Pass pass, String reason) {
    LOG.error(
        "automatic deletion is paused until an operator runs coffer retention accept: {}", reason);
    index.halt(pass, reason);
  }

  private Optional<String> clockStep(Pass pass, Look look) {
    Duration drift =
        last.map(before ->
                Duration.between(before.instant, look.instant)
                    .minusNanos(look.nanos - before.nanos))
            .orElse(Duration.ZERO);
    if (drift.abs().compareTo(times.maxClockDrift()) > 0) {
      return Optional.of(
          "the database's clock was moved by %s (expected: at most %s)"
              .formatted(drift, times.maxClockDrift()));
    }
    return pass.before()
        .flatMap(before -> {
          Duration since = Duration.between(before, pass.startedAt());
          return since.isNegative() || since.compareTo(times.longestPause()) > 0
              ? Optional.of(
                  "the previous pass started %s ago by the database's clock (expected: 0 to %s)"
                      .formatted(since, times.longestPause()))
              : Optional.empty();
        });
  }

  private Optional<String> tooMuch(List<UUID> due, Pass pass) {
    long going = 0;
    for (UUID system : due) {
      Optional<Retained> retained = index.retained(system);
      if (retained.isPresent()) {
        Set<UUID> goers = goers(retained.get());
        going += goers.size();
        long ofNewest =
            retained.get().backups().stream()
                .sorted(Comparator.comparingLong(RetainedBackup::number).reversed())
                .limit(NEWEST)
                .filter(backup -> goers.contains(backup.id().value()))
                .count();
        if (ofNewest > FEW_OF_NEWEST) {
          return Optional.of(
              "%d of the newest %d backups of %s would be deleted (expected: at most %d)"
                  .formatted(ofNewest, NEWEST, retained.get().systemId(), FEW_OF_NEWEST));
        }
      }
    }
    return going > FEW && going > pass.available() / 10
        ? Optional.of(
            "%d of %d backups would be deleted (expected: at most %d, or a tenth)"
                .formatted(going, pass.available(), FEW))
        : Optional.empty();
  }

  private Set<UUID> goers(Retained retained) {
    return verdicts(retained).stream()
        .filter(verdict -> !verdict.stays())
        .map(verdict -> verdict.id().value())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private List<RetentionVerdict> verdicts(Retained retained) {
    return Retention.verdicts(retained.policy().orElse(ofVault), retained.backups(), retained.at());
  }

  private void remove(UUID system) {
    long removed = 0;
    int batch;
    do {
      batch = index.judge(system, this::verdicts, times.grace(), BATCH);
      removed += batch;
    } while (batch == BATCH);
    if (removed > 0) {
      LOG.info("retention deleted {} backups of system {}", removed, system);
    }
  }
}
