package dev.coffer.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"NETH-4F2A-77C1", "a", "7", "fw.example_1-2"})
  void lettersDigitsDotsDashesAndUnderscoresMakeAKey(String text) {
    assertThat(new SystemId(text).value()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", ".a", "-a", "_a", "a..b", "backups", "Backups", "a/b", "é", "a:b"})
  void everythingElseIsRefusedByName(String text) {
    assertThatThrownBy(() -> new SystemId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("systemId: \"" + text + "\" (expected: ");
  }

  @Test
  void sixtyFourCharactersAreTheMost() {
    assertThat(SystemId.isValid("a".repeat(64))).isTrue();
    assertThat(SystemId.isValid("a".repeat(65))).isFalse();
  }
}
