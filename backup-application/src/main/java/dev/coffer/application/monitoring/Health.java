package dev.coffer.application.monitoring;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/** Which parts of the vault answered when last asked. */
@FunctionalInterface
public interface Health {

  /** Asks nothing itself; a part that has not answered within ten seconds is down. */
  Status status();

  /**
   * Which parts answered.
   *
   * @param drives by label, the primary first
   */
  record Status(boolean index, SequencedMap<String, Boolean> drives) {

    public Status {
      drives = new LinkedHashMap<>(drives);
    }

    /** Whether the vault can do its work: the index and the primary drive answer. */
    public boolean isUp() {
      return index && Objects.requireNonNull(drives.firstEntry()).getValue();
    }
  }
}
