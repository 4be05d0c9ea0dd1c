package dev.coffer.application.monitoring;

/** Whether requests should come to this instance. */
@FunctionalInterface
public interface Readiness {

  /**
   * Whether lists can be served now and the index accepts changes. Asks the index, within seconds;
   * of many who ask at once, one does and the others get its last answer.
   */
  boolean canServe();
}
