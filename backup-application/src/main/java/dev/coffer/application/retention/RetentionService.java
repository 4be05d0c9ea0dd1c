package dev.coffer.application.retention;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.retention.RetentionIndex.Applied;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.Outdated;
import dev.coffer.application.retention.RetentionIndex.Pass;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the systems that are due and removes their expiring backups. Before it removes anything it
 * checks all of it together: removals that look like a mistake in a policy, or a wrong clock, wait
 * for an operator. A system is judged once in a pass, unless it changes during the pass.
 */
public final class RetentionService implements Maintenance {

  /** Bounds a transaction, which locks the system. */
  private static final int BATCH = 20;

  private static final int MAX_SYSTEMS = 100_000;

  /** A system that changes more often than this during its removal waits for the next pass. */
  private static final int MAX_ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionService.class);

  private final RetentionIndex index;
  private final Ticker ticker;
  private final RetentionPolicy vaultPolicy;
  private final Durations.Retention times;
  private Optional<ClockReading> last = Optional.empty();

  public RetentionService(
      RetentionIndex index, Ticker ticker, RetentionPolicy vaultPolicy, Durations.Retention times) {
    this.index = index;
    this.ticker = ticker;
    this.vaultPolicy = vaultPolicy;
    this.times = times;
  }

  /** Two clocks at one moment. */
  private record ClockReading(Instant instant, long nanos) {}

  @Override
  public void run() {
    index.begin(times.period()).ifPresent(this::pass);
  }

  private void pass(Pass pass) {
    var now = new ClockReading(pass.startedAt(), ticker.nanos());
    Optional<String> step = pass.isAccepted() ? Optional.empty() : clockStep(pass, now);
    last = Optional.of(now);
    if (step.isPresent()) {
      halt(pass, step.get());
      return;
    }
    List<UUID> due = index.due(times.rejudge(), MAX_SYSTEMS);
    if (pass.isAccepted()) {
      removeUnchecked(due);
    } else {
      removeChecked(due, pass);
    }
  }

  private void removeUnchecked(List<UUID> due) {
    var unchecked = RemovalCheck.none();
    due.forEach(system -> judge(system).ifPresent(judgement -> remove(judgement, unchecked)));
  }

  /** Verdicts are stored at once, and expiring backups kept in mind until all are known. */
  private void removeChecked(List<UUID> due, Pass pass) {
    var check = RemovalCheck.of(pass.available());
    List<Judgement> expiring = new ArrayList<>();
    for (UUID system : due) {
      Optional<Judgement> judgement = judge(system);
      Optional<String> mistake = judgement.flatMap(check::add);
      if (mistake.isPresent()) {
        halt(pass, mistake.get());
        return;
      }
      judgement
          .filter(judged -> index.apply(judged, times.grace(), 0) instanceof Applied)
          .map(judged -> judged.rest(judged.revision(), judged.expiring()))
          .filter(rest -> !rest.verdicts().isEmpty())
          .ifPresent(expiring::add);
      if (check.total().isPresent()) {
        // They are not going to be removed: what is counted from here on is for the message.
        expiring.clear();
      }
    }
    check
        .total()
        .ifPresentOrElse(
            mistake -> halt(pass, mistake),
            () -> expiring.forEach(judgement -> remove(judgement, check)));
  }

  private void halt(Pass pass, String reason) {
    LOG.error(
        "automatic deletion is paused until an operator runs coffer retention accept: {}", reason);
    index.halt(pass, reason);
  }

  private Optional<String> clockStep(Pass pass, ClockReading now) {
    Duration drift =
        last.map(before ->
                Duration.between(before.instant, now.instant).minusNanos(now.nanos - before.nanos))
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

  private Optional<Judgement> judge(UUID system) {
    return index
        .retained(system)
        .map(retained ->
            Judgement.of(
                retained, Retention.verdicts(policy(retained), retained.backups(), retained.at())));
  }

  private RetentionPolicy policy(Retained retained) {
    return retained.policy().orElse(vaultPolicy);
  }

  private void remove(Judgement judgement, RemovalCheck check) {
    Judgement rest = judgement;
    int removed = 0;
    int attempts = 0;
    do {
      switch (index.apply(rest, times.grace(), BATCH)) {
        case Applied(int count, Judgement left) -> {
          removed += count;
          rest = left;
        }
        case Outdated() -> {
          attempts++;
          rest = judgeAgain(rest, check);
        }
      }
    } while (!rest.verdicts().isEmpty() && attempts < MAX_ATTEMPTS);
    if (removed > 0) {
      LOG.info("retention deleted {} backups of system {}", removed, judgement.systemUuid());
    }
  }

  /** Without verdicts where the new ones look like a mistake: the next pass finds that too. */
  private Judgement judgeAgain(Judgement outdated, RemovalCheck check) {
    check.subtract(outdated);
    return judge(outdated.systemUuid())
        .filter(judgement -> check.add(judgement).isEmpty() && check.total().isEmpty())
        .orElseGet(() -> outdated.rest(outdated.revision(), List.of()));
  }
}
