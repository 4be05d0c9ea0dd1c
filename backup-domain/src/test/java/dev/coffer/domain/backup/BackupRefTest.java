package dev.coffer.domain.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupRefTest {

  private static final String ID = "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8";

  @Test
  void theTextFormIsReadAndWritten() {
    BackupRef ref = BackupRef.parse(ID + ".tar.gz").orElseThrow();

    assertThat(ref.extension()).isEqualTo(BackupExtension.TAR_GZ);
    assertThat(ref).hasToString(ID + ".tar.gz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01934FAB-BC33-7890-A1B2-C3D4E5F6A7B8.tar.gz",
        ID + ".TAR.GZ",
        "01934fab-bc33-4890-a1b2-c3d4e5f6a7b8.tar.gz",
        "00000000-0000-0000-0000-000000000000.bin",
      })
  void aWellFormedNameThatNothingCanHaveIsNoError(String text) {
    assertThat(BackupRef.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        ID,
        ID + ".zip",
        ID + ".",
        ID + ".tar.gz/..",
        "1934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin",
        "01934fabbc337890a1b2c3d4e5f6a7b8.bin",
        "../01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin",
        "01934fab-bc33-7890-a1b2-c3d4e5f6a7b٨.bin",
      })
  void aMalformedNameIsAnError(String text) {
    assertThatThrownBy(() -> BackupRef.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
