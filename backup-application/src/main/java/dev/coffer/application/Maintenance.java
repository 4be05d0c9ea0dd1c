package dev.coffer.application;

/** One kind of work that the vault does by itself, on a timer, and on any number of instances. */
@FunctionalInterface
public interface Maintenance {

  /**
   * One pass. What fails for one item is logged and tried again in a later pass; it never stops the
   * others.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked
   */
  void run();
}
