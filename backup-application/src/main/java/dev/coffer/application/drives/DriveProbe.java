package dev.coffer.application.drives;

import dev.coffer.application.Reasons;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Finds out what a place for bytes is good for, by using it: writes, reads and removes something of
 * its own, and leaves nothing. The place need not be a drive yet; where it is one, what is stored
 * there is not touched.
 */
@FunctionalInterface
public interface DriveProbe {

  /**
   * Asks everything. A question that cannot be answered is answered no; nothing is thrown. Where
   * the place is not there at all, the rest is not asked.
   *
   * @param probeId names what is written; never used before
   */
  Report run(UUID probeId);

  /**
   * All answers, in the order in which they were asked.
   *
   * @param place where it is, for people; without credentials
   */
  record Report(String place, List<Finding> findings) {

    public Report {
      findings = List.copyOf(findings);
    }

    /** Whether the place does all that a drive needs. */
    public boolean usable() {
      return findings.stream().allMatch(finding -> finding.yes() || !finding.essential());
    }
  }

  /**
   * One question and its answer.
   *
   * @param question in lower case with dashes, the same for every run: {@code conditional-put}
   * @param essential whether a place that does not do it can be no drive
   * @param detail for people: what was found instead, or how much; may be empty
   */
  record Finding(String question, boolean essential, boolean yes, String detail) {

    /** What a check finds out; one that fails is a no, with the failure as its detail. */
    public static Finding of(String question, boolean essential, Check check) {
      try {
        Answer answer = check.answer();
        return new Finding(question, essential, answer.yes(), answer.detail());
      } catch (IOException e) {
        return new Finding(question, essential, false, Reasons.of(e));
      } catch (StorageUnavailable e) {
        return new Finding(question, essential, false, String.valueOf(e.getMessage()));
      }
    }
  }

  /** One way to find out. */
  @FunctionalInterface
  interface Check {
    Answer answer() throws IOException;
  }

  /** What was found out, with its detail for people. */
  record Answer(boolean yes, String detail) {

    public static final Answer YES = new Answer(true, "");

    public static Answer no(String detail) {
      return new Answer(false, detail);
    }

    /** Yes where it holds. */
    public static Answer unless(boolean holds, String objection) {
      return holds ? YES : no(objection);
    }
  }
}
