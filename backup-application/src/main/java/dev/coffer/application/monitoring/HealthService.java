package dev.coffer.application.monitoring;

import dev.coffer.application.Identifiers;
import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.monitoring.Health.Part;
import dev.coffer.application.monitoring.Health.Problem;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.domain.access.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every part at intervals, independently of the others, and reports the results. A check
 * that hangs does not delay a report: its part is down once the check takes too long.
 */
public final class HealthService implements Health, Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(HealthService.class);

  private final CheckedPart index;
  private final List<CheckedPart> drives;
  private final RetentionIndex retention;
  private final Ticker ticker;
  private final Duration longest;
  private volatile Removals removals = Removals.CONTINUE;

  /**
   * @param longest how long a check may take, and how long its result is valid
   */
  public HealthService(
      BackupIndex index,
      RetentionIndex retention,
      Drives drives,
      Identifiers identifiers,
      Ticker ticker,
      Duration longest) {
    this.retention = retention;
    this.ticker = ticker;
    this.longest = longest;
    this.index = new CheckedPart("index", () -> problem(index));
    this.drives =
        drives.mounted().stream()
            .map(mounted -> {
              var check = new DriveCheck(mounted, identifiers, ticker);
              return new CheckedPart(mounted.drive().label(), check::run);
            })
            .toList();
  }

  private static Optional<Problem> problem(BackupIndex index) {
    try {
      return switch (index.condition()) {
        case WRITABLE -> Optional.empty();
        case READ_ONLY -> Optional.of(Problem.READ_ONLY);
        case FULL -> Optional.of(Problem.FULL);
      };
    } catch (StorageException e) {
      LOG.debug("the index does not answer", e);
      return Optional.of(Problem.UNAVAILABLE);
    }
  }

  /** The check of one part; each run of the work checks once. */
  public record Check(String part, Maintenance work) {}

  /** Keeps the last result while the index does not answer. */
  private void checkRemovals() {
    try {
      Halts halts = retention.halts(Authority.ofVault("health"));
      removals = new Removals(halts.vault().isPresent(), halts.organizations().size());
    } catch (StorageException e) {
      LOG.debug("the index does not answer", e);
    }
  }

  /** Returns the checks, to be run at intervals, each by a thread of its own. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            index.name,
            () -> {
              index.check();
              checkRemovals();
            }));
    drives.forEach(drive -> checks.add(new Check("drive-" + drive.name, drive::check)));
    return checks;
  }

  @Override
  public Status status() {
    var labels = new LinkedHashMap<String, Part>();
    drives.forEach(drive -> labels.put(drive.name, drive.now()));
    return new Status(index.now(), labels, removals);
  }

  @Override
  public boolean canServe() {
    index.checkUnlessBusy();
    // Lists need no free space.
    return index.now().problem().filter(problem -> problem != Problem.FULL).isEmpty();
  }

  /** One part and the result of its last check. */
  private final class CheckedPart {

    /**
     * The result of a check.
     *
     * @param nanos when the last check ended, or when the running one began
     */
    private record Finding(Optional<Problem> problem, long nanos) {}

    private final String name;
    private final Supplier<Optional<Problem>> check;
    private final Lock checking = new ReentrantLock();
    private volatile Finding last;

    CheckedPart(String name, Supplier<Optional<Problem>> check) {
      this.name = name;
      this.check = check;
      this.last = new Finding(Optional.of(Problem.NOT_CHECKED), ticker.nanos());
    }

    void check() {
      checking.lock();
      try {
        checkNow();
      } finally {
        checking.unlock();
      }
    }

    void checkUnlessBusy() {
      if (checking.tryLock()) {
        try {
          checkNow();
        } finally {
          checking.unlock();
        }
      }
    }

    private void checkNow() {
      Optional<Problem> before = last.problem();
      last = new Finding(before, ticker.nanos());
      Optional<Problem> found = Optional.of(Problem.UNAVAILABLE);
      try {
        found = check.get();
      } finally {
        last = new Finding(found, ticker.nanos());
      }
      if (!found.equals(before)) {
        LOG.info("{} {}", name, found.map(Problem::description).orElse("works"));
      }
    }

    Part now() {
      Finding finding = last;
      return finding.problem().isEmpty() && ticker.nanos() - finding.nanos() > longest.toNanos()
          ? Part.down(Problem.LATE)
          : new Part(finding.problem());
    }
  }
}
