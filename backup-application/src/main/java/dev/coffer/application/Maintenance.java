package dev.coffer.application;

/** The work of a background job. Any number of instances may run it at the same time. */
@FunctionalInterface
public interface Maintenance {

  /**
   * Runs one pass. A failure of one item is logged and retried in a later pass; it never stops the
   * other items.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index is unavailable
   */
  void run();
}
