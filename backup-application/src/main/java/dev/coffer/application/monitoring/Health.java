package dev.coffer.application.monitoring;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** Which parts of the vault worked at their last check. */
@FunctionalInterface
public interface Health {

  /**
   * Returns the status without a new check. A part that has not passed a check within the last ten
   * seconds is down.
   */
  Status status();

  /**
   * The results of the last checks.
   *
   * @param drives by label, the primary first
   * @param removals of old data; while they are halted, everything else still works
   */
  record Status(Part index, SequencedMap<String, Part> drives, Removals removals) {

    public Status {
      drives = new LinkedHashMap<>(drives);
    }

    /** Whether the vault can do its work: the index and the primary drive are up. */
    public boolean isUp() {
      return index.isUp() && Objects.requireNonNull(drives.firstEntry()).getValue().isUp();
    }
  }

  /**
   * Whether what is old is removed.
   *
   * @param isHalted whether nothing is
   * @param haltedOrganizations the number of organizations whose retention is halted
   */
  record Removals(boolean isHalted, int haltedOrganizations) {

    public static final Removals CONTINUE = new Removals(false, 0);

    /** As a part of the vault. */
    public Part part() {
      if (isHalted) {
        return Part.down(Problem.HALTED);
      }
      return haltedOrganizations > 0 ? Part.down(Problem.PARTLY_HALTED) : Part.UP;
    }
  }

  /**
   * One part of the vault.
   *
   * @param problem why it is down; empty while it is up
   */
  record Part(Optional<Problem> problem) {

    public static final Part UP = new Part(Optional.empty());

    public static Part down(Problem problem) {
      return new Part(Optional.of(problem));
    }

    public boolean isUp() {
      return problem.isEmpty();
    }
  }

  /** Why a part is down. Anyone may see it, so no description names a host or a path. */
  enum Problem {
    NOT_CHECKED("was not checked yet"),
    LATE("does not answer in time"),
    UNAVAILABLE("does not answer"),
    HANGS("hangs, and is used again once it answers"),
    READ_ONLY("accepts no changes"),
    UNWRITABLE("cannot be written to"),
    UNREADABLE("does not return what was written"),
    FULL("is full"),
    HALTED("wait for coffer retention accept"),
    PARTLY_HALTED("by retention wait for coffer retention accept in some organizations");

    private final String description;

    Problem(String description) {
      this.description = description;
    }

    /** Returns the end of a sentence that begins with the name of the part. */
    public String description() {
      return description;
    }
  }
}
