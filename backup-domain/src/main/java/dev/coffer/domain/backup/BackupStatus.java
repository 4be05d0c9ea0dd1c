package dev.coffer.domain.backup;

import java.util.Collection;

/**
 * The status of a backup that operators see. The view {@code catalog.backup} defines the same in
 * SQL.
 */
public enum BackupStatus {
  PENDING,
  FINISHED,
  FAILED;

  /**
   * A pure function: the backup's own state first, then its copies, those being deleted ignored. A
   * copy that was tried {@value Copy#GIVING_UP_ATTEMPTS} times stays failed while it is tried
   * again.
   */
  public static BackupStatus of(BackupState state, Collection<Copy> copies) {
    return switch (state) {
      case UPLOADING -> PENDING;
      case FAILED -> FAILED;
      case AVAILABLE, DELETING -> ofCopies(copies);
    };
  }

  private static BackupStatus ofCopies(Collection<Copy> copies) {
    if (copies.stream().anyMatch(BackupStatus::isUnderWay)) {
      return PENDING;
    }
    return copies.stream().anyMatch(BackupStatus::isFailed) ? FAILED : FINISHED;
  }

  private static boolean isUnderWay(Copy copy) {
    return isOpen(copy) && copy.attempts() < Copy.GIVING_UP_ATTEMPTS;
  }

  private static boolean isFailed(Copy copy) {
    return copy.status() == CopyStatus.FAILED || isOpen(copy);
  }

  private static boolean isOpen(Copy copy) {
    return copy.status() == CopyStatus.PENDING || copy.status() == CopyStatus.RUNNING;
  }
}
