package dev.coffer.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  private static SecretFile file(String mode, boolean isOwn) {
    return new SecretFile("key file", "/k", mode, isOwn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void aFileOfItsOwnerAloneIsFine(String mode) {
    assertThat(file(mode, true).problem()).isEmpty();
    assertThat(file(mode, false).problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw-r--r--", "rw----r--", "rw-----w-"})
  void aFileOfOnesOwnIsForNobodyElse(String mode) {
    assertThat(file(mode, true).problem())
        .contains(
            "the key file \"/k\" has mode %s and must not be accessible to other users: run chmod 600 \"/k\""
                .formatted(mode));
  }

  @Test
  void theGroupMayReadAFileOfAnotherOwner() {
    assertThat(file("rw-r-----", false).problem()).isEmpty();
    assertThat(file("rw-rw----", false).problem()).isPresent();
    assertThat(file("rw-r--r--", false).problem())
        .hasValueSatisfying(problem -> assertThat(problem).endsWith("run chmod 640 \"/k\""));
  }

  @Test
  void aModeIsNineCharacters() {
    assertThatIllegalArgumentException().isThrownBy(() -> file("0600", true));
  }
}
