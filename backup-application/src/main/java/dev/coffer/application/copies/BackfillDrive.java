package dev.coffer.application.copies;

/** Plans all copies that a drive lacks at once, and does not wait for the hourly look. */
@FunctionalInterface
public interface BackfillDrive {

  Result backfill(String label);

  sealed interface Result {}

  /**
   * All that is missing is planned now; running instances make it.
   *
   * @param copies that were not planned before
   */
  record Planned(long copies) implements Result {}

  record UnknownDrive() implements Result {}

  /** It gets no copies, because no instance has it in its configuration. */
  record NotConfigured() implements Result {}
}
