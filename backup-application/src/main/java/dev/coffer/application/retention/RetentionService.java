package dev.coffer.application.retention;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.retention.RetentionIndex.Applied;
import dev.coffer.application.retention.RetentionIndex.ApplyResult;
import dev.coffer.application.retention.RetentionIndex.Halted;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.OrganizationHalted;
import dev.coffer.application.retention.RetentionIndex.Outdated;
import dev.coffer.application.retention.RetentionIndex.Pass;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the systems that are due and removes their expiring backups. Before it removes anything it
 * checks all of an organization together: removals that look like a mistake in a policy wait for an
 * operator, and those of other organizations do not. All wait while the clock is wrong, see {@link
 * ReferenceClock}. A system is judged once in a pass, unless it changes during the pass.
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

  /** What a pass knows of one organization. */
  private static final class Removals {

    private final RemovalCheck check;
    private final List<Judgement> expiring = new ArrayList<>();
    private boolean isHalted;

    Removals(RemovalCheck check) {
      this.check = check;
    }

    void drop() {
      isHalted = true;
      expiring.clear();
    }
  }

  /** Verdicts are stored at once, and expiring backups kept in mind until all are known. */
  private void pass(Pass pass) {
    Map<UUID, Removals> checked = new LinkedHashMap<>();
    for (UUID system : index.due(times.rejudge(), MAX_SYSTEMS)) {
      Optional<Judgement> judgement = judge(system);
      boolean goesOn =
          judgement.isEmpty()
              || (pass.accepted().contains(judgement.get().organizationId())
                  ? remove(judgement.get(), RemovalCheck.none())
                  : check(judgement.get(), checked));
      if (!goesOn) {
        return;
      }
    }
    haltMistakes(checked);
    for (Removals removals : checked.values()) {
      for (Judgement judgement : removals.expiring) {
        if (!remove(judgement, removals.check)) {
          return;
        }
      }
    }
  }

  /** Returns whether the pass goes on. */
  private boolean check(Judgement judgement, Map<UUID, Removals> checked) {
    UUID organization = judgement.organizationId();
    Removals removals =
        checked.computeIfAbsent(
            organization, id -> new Removals(RemovalCheck.of(() -> index.available(id))));
    if (removals.isHalted) {
      return true;
    }
    ApplyResult stored = index.apply(judgement, times.grace(), 0);
    Optional<String> mistake = removals.check.add(judgement);
    if (mistake.isPresent()) {
      halt(organization, mistake.get());
      removals.drop();
    } else if (removals.check.total().isPresent()) {
      // They are not going to be removed: what is counted from here on is for the message.
      removals.expiring.clear();
    } else if (stored instanceof Applied(int _, Judgement rest) && !rest.verdicts().isEmpty()) {
      removals.expiring.add(rest);
    }
    return !(stored instanceof Halted);
  }

  private void haltMistakes(Map<UUID, Removals> checked) {
    checked.forEach((organization, removals) ->
        removals
            .check
            .total()
            .filter(_ -> !removals.isHalted)
            .ifPresent(reason -> {
              halt(organization, reason);
              removals.drop();
            }));
    checked.values().removeIf(removals -> removals.isHalted || removals.check.isEmpty());
    List<RemovalCheck> rest = checked.values().stream().map(removals -> removals.check).toList();
    if (RemovalCheck.isMistakeOfAll(rest, index::available)) {
      checked.forEach((organization, removals) -> {
        halt(organization, removals.check.partInMistake());
        removals.drop();
      });
    }
  }

  private void halt(UUID organization, String reason) {
    LOG.error(
        "retention of organization {} is paused until an operator runs coffer retention accept: {}",
        organization,
        reason);
    index.halt(organization, reason);
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
        case OrganizationHalted() -> rest = rest.rest(rest.revision(), List.of());
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
