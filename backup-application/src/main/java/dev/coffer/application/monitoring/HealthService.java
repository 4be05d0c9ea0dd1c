package dev.coffer.application.monitoring;

import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every part again and again, each on its own, and tells what was found. A check that hangs
 * delays no answer: its part is down once the last one is too old.
 */
public final class HealthService implements Health {

  private static final Logger LOG = LoggerFactory.getLogger(HealthService.class);

  private final Part index;
  private final List<Part> drives;
  private final Ticker ticker;
  private final Duration longest;

  public HealthService(CallerIndex callers, Drives drives, Ticker ticker, Duration longest) {
    this.ticker = ticker;
    this.longest = longest;
    this.index = new Part("index", callers::now);
    this.drives =
        drives.mounted().stream()
            .map(mounted -> new Part(mounted.drive().label(), mounted::probe))
            .toList();
  }

  /** One pass over one part. */
  public record Check(String part, Maintenance work) {}

  /** To be run again and again, each by a thread of its own. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(new Check(index.name, index::ask));
    drives.forEach(drive -> checks.add(new Check("drive-" + drive.name, drive::ask)));
    return checks;
  }

  @Override
  public Status status() {
    var labels = new LinkedHashMap<String, Boolean>();
    drives.forEach(drive -> labels.put(drive.name, drive.isUp()));
    return new Status(index.isUp(), labels);
  }

  /** One part and what was last found of it. */
  private final class Part {

    private record Finding(boolean answered, long nanos) {}

    private final String name;
    private final Runnable question;
    private volatile Finding last;

    Part(String name, Runnable question) {
      this.name = name;
      this.question = question;
      this.last = new Finding(false, ticker.nanos());
    }

    /** As old as its beginning. */
    void ask() {
      long begun = ticker.nanos();
      boolean answered = answers();
      if (answered != last.answered) {
        LOG.info("{} {}", name, answered ? "answers" : "does not answer");
      }
      last = new Finding(answered, begun);
    }

    private boolean answers() {
      try {
        question.run();
        return true;
      } catch (StorageException e) {
        LOG.debug("{} does not answer", name, e);
        return false;
      }
    }

    boolean isUp() {
      Finding finding = last;
      return finding.answered && ticker.nanos() - finding.nanos <= longest.toNanos();
    }
  }
}
