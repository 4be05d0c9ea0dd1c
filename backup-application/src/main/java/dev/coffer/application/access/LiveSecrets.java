package dev.coffer.application.access;

import java.util.OptionalLong;

/**
 * Tells secrets that work from wrong ones without a question to the index for each. Only a hint:
 * the index decides, as a secret that is found here may be revoked by now. Thread-safe.
 */
public interface LiveSecrets {

  /**
   * Looks in memory.
   *
   * @return a fingerprint of the credentials, by which they can be remembered; empty when they are
   *     wrong, or were added after the last reading
   */
  OptionalLong find(Credentials credentials);

  /**
   * Returns once everything was read that was added before this call, on any instance. All calls of
   * a moment share one reading, so their number makes no difference to the index.
   *
   * @throws dev.coffer.application.drives.StorageUnavailable when the index cannot be asked
   */
  void readNew();
}
