package dev.coffer.application.monitoring;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/** Tells which parts of the vault answered when last asked, at most ten seconds ago. */
@FunctionalInterface
public interface ShowHealth {

  /** Asks nothing itself; what has not answered within ten seconds is down. */
  Health show();

  /**
   * What answered.
   *
   * @param drives by label, the primary first
   */
  record Health(boolean index, SequencedMap<String, Boolean> drives) {

    public Health {
      drives = new LinkedHashMap<>(drives);
    }

    /** Whether the vault can do its work: the index and the primary drive answer. */
    public boolean isUp() {
      return index && Objects.requireNonNull(drives.firstEntry()).getValue();
    }
  }
}
