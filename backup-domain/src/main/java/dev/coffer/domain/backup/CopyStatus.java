package dev.coffer.domain.backup;

/** The status of one copy. */
public enum CopyStatus {
  /** Waits for its turn. */
  PENDING,
  /** Bytes are moving. */
  RUNNING,
  /** Stored and verified on its drive. */
  FINISHED,
  /** Could not be made, or was found missing or damaged. */
  FAILED,
  /** On its way out with its backup. */
  DELETING
}
