package dev.coffer.domain.backup;

import static dev.coffer.domain.backup.BackupStatus.FAILED;
import static dev.coffer.domain.backup.BackupStatus.FINISHED;
import static dev.coffer.domain.backup.BackupStatus.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BackupStatusTest {

  @Test
  void theBackupsOwnStateComesFirst() {
    List<Copy> finished = List.of(copy(CopyStatus.FINISHED, 1));

    assertThat(BackupStatus.of(BackupState.UPLOADING, finished)).isEqualTo(PENDING);
    assertThat(BackupStatus.of(BackupState.FAILED, finished)).isEqualTo(FAILED);
  }

  @Test
  void allCopiesFinishedIsFinished() {
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.FINISHED, 2)))
        .isEqualTo(FINISHED);
  }

  @Test
  void oneCopyUnderWayIsPendingWhateverTheOthersAre() {
    assertThat(available(copy(CopyStatus.FAILED, 1), copy(CopyStatus.PENDING, 0)))
        .isEqualTo(PENDING);
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.RUNNING, 9)))
        .isEqualTo(PENDING);
  }

  @Test
  void aCopyTriedTenTimesStaysFailedWhileItIsTriedAgain() {
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.RUNNING, 10)))
        .isEqualTo(FAILED);
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.PENDING, 11)))
        .isEqualTo(FAILED);
  }

  @Test
  void aFailedCopyIsAFailedBackup() {
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.FAILED, 3)))
        .isEqualTo(FAILED);
  }

  @Test
  void aCopyOnItsWayOutDoesNotCount() {
    assertThat(available(copy(CopyStatus.FINISHED, 1), copy(CopyStatus.DELETING, 3)))
        .isEqualTo(FINISHED);
  }

  private static BackupStatus available(Copy... copies) {
    return BackupStatus.of(BackupState.AVAILABLE, List.of(copies));
  }

  private static Copy copy(CopyStatus status, int attempts) {
    return new Copy(UUID.randomUUID(), UUID.randomUUID(), status, attempts, Optional.empty());
  }
}
