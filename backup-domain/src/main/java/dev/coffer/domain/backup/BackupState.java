package dev.coffer.domain.backup;

/** The life of a backup: uploading, then available or failed, then deleting, then gone. */
public enum BackupState {
  UPLOADING,
  AVAILABLE,
  DELETING,
  FAILED
}
