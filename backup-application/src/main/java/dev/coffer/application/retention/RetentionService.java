package dev.coffer.application.retention;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.retention.RetentionIndex.Applied;
import dev.coffer.application.retention.RetentionIndex.ApplyResult;
import dev.coffer.application.retention.RetentionIndex.Halted;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.Outdated;
import dev.coffer.application.retention.RetentionIndex.Pass;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the systems that are due and removes their expiring backups. Before it removes anything,
 * it checks all removals together: if they look like a mistake in a policy, or if the clock is
 * wrong (see {@link ReferenceClock}), they wait for an operator. A system is judged once in a pass,
 * unless it changes during the pass.
 */
public final class RetentionService implements Maintenance {

  /** Limits the length of one transaction, which locks the system. */
  private static final int BATCH = 20;

  private static final int MAX_SYSTEMS = 100_000;

  /** A system that changes more often than this during its removal waits for the next pass. */
  private static final int MAX_ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionService.class);

  private final RetentionIndex index;
  private final RetentionPolicy vaultPolicy;
  private final Durations.Retention times;

  public RetentionService(
      RetentionIndex index, RetentionPolicy vaultPolicy, Durations.Retention times) {
    this.index = index;
    this.vaultPolicy = vaultPolicy;
    this.times = times;
  }

  @Override
  public void run() {
    index.begin(times.period()).ifPresent(this::pass);
  }

  private void pass(Pass pass) {
    List<UUID> due = index.due(times.rejudge(), MAX_SYSTEMS);
    if (pass.isAccepted()) {
      removeUnchecked(due);
    } else {
      removeChecked(due, pass);
    }
  }

  private void removeUnchecked(List<UUID> due) {
    var unchecked = RemovalCheck.none();
    for (UUID system : due) {
      Optional<Judgement> judgement = judge(system);
      if (judgement.isPresent() && !remove(judgement.get(), unchecked)) {
        return;
      }
    }
  }

  /** Stores verdicts immediately, but collects expiring backups until all of them are known. */
  private void removeChecked(List<UUID> due, Pass pass) {
    var check = RemovalCheck.of(pass.available());
    List<Judgement> expiring = new ArrayList<>();
    for (UUID system : due) {
      Optional<Judgement> judgement = judge(system);
      if (judgement.isEmpty()) {
        continue;
      }
      ApplyResult stored = index.apply(judgement.get(), times.grace(), 0);
      if (stored instanceof Halted) {
        return;
      }
      Optional<String> mistake = check.add(judgement.get());
      if (mistake.isPresent()) {
        halt(mistake.get());
        return;
      }
      if (stored instanceof Applied(int _, Judgement rest) && !rest.verdicts().isEmpty()) {
        expiring.add(rest);
      }
      if (check.total().isPresent()) {
        // They will not be removed; the rest is only counted for the message.
        expiring.clear();
      }
    }
    Optional<String> mistake = check.total();
    if (mistake.isPresent()) {
      halt(mistake.get());
      return;
    }
    for (Judgement judgement : expiring) {
      if (!remove(judgement, check)) {
        return;
      }
    }
  }

  private void halt(String reason) {
    reportHalt(reason);
    index.halt(reason);
  }

  static void reportHalt(String reason) {
    LOG.error(
        "automatic deletion is paused until an operator runs coffer retention accept: {}", reason);
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

  /** Returns whether the pass may continue with other systems. */
  private boolean remove(Judgement judgement, RemovalCheck check) {
    Judgement rest = judgement;
    int removed = 0;
    int attempts = 0;
    boolean isHalted = false;
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
        case Halted() -> isHalted = true;
      }
    } while (!isHalted && !rest.verdicts().isEmpty() && attempts < MAX_ATTEMPTS);
    if (removed > 0) {
      LOG.info("retention deleted {} backups of system {}", removed, judgement.systemUuid());
    }
    if (isHalted) {
      LOG.warn("the retention pass ended early: nothing may be removed because of its age now");
    }
    return !isHalted;
  }

  /**
   * Returns a judgement without verdicts if the new ones look like a mistake; the next pass finds
   * them too.
   */
  private Judgement judgeAgain(Judgement outdated, RemovalCheck check) {
    check.subtract(outdated);
    return judge(outdated.systemUuid())
        .filter(judgement -> check.add(judgement).isEmpty() && check.total().isEmpty())
        .orElseGet(() -> outdated.rest(outdated.revision(), List.of()));
  }
}
