package dev.coffer.application.monitoring;

/** Whether a load balancer should send requests to this instance. */
@FunctionalInterface
public interface Readiness {

  /**
   * Whether lists can be served now and the index accepts changes. Queries the index, for some
   * seconds at most. Of many calls at the same moment, one queries the index and the others get its
   * last result.
   */
  boolean canServe();
}
