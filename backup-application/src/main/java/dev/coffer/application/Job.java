package dev.coffer.application;

import java.time.Duration;

/**
 * A recurring background job of the vault.
 *
 * @param name unique within an instance
 * @param period from the end of one pass to the beginning of the next
 * @param atStart whether the first pass runs immediately and not after one period
 */
public record Job(String name, Duration period, boolean atStart, Maintenance work) {

  static Job every(Duration period, String name, Maintenance work) {
    return new Job(name, period, false, work);
  }

  static Job nowAndEvery(Duration period, String name, Maintenance work) {
    return new Job(name, period, true, work);
  }
}
