package dev.coffer.application.drives;

import dev.coffer.application.Reasons;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Finds out what a storage location supports by using it: writes, reads and removes test objects,
 * and leaves nothing behind. The location need not be a drive yet; if it is one, its stored data is
 * not touched.
 */
@FunctionalInterface
public interface DriveProbe {

  /**
   * Runs all checks. A check that cannot be completed counts as failed; nothing is thrown. If the
   * location does not exist, the remaining checks are skipped.
   *
   * @param probeId names the test objects; never used before
   */
  Report run(UUID probeId);

  /**
   * The findings, in the order of the checks.
   *
   * @param place the location, for people; without credentials
   */
  record Report(String place, List<Finding> findings) {

    public Report {
      findings = List.copyOf(findings);
    }

    /** Whether the location supports everything that a drive needs. */
    public boolean usable() {
      return findings.stream().allMatch(finding -> finding.yes() || !finding.essential());
    }
  }

  /**
   * The result of one check.
   *
   * @param question its name, in lower case with dashes, the same in every run: {@code
   *     conditional-put}
   * @param essential whether a location that fails it cannot be a drive
   * @param detail for people: what was found instead, or how much; may be empty
   */
  record Finding(String question, boolean essential, boolean yes, String detail) {

    /** Runs a check. A check that throws counts as failed, with the failure as its detail. */
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

  /** The code of one check. */
  @FunctionalInterface
  interface Check {
    Answer answer() throws IOException;
  }

  /** The outcome of a check, with a detail for people. */
  record Answer(boolean yes, String detail) {

    public static final Answer YES = new Answer(true, "");

    public static Answer no(String detail) {
      return new Answer(false, detail);
    }

    /** Yes if the condition holds; otherwise no, with the objection as its detail. */
    public static Answer unless(boolean holds, String objection) {
      return holds ? YES : no(objection);
    }
  }
}
