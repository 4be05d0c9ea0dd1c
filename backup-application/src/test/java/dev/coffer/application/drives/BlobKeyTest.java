package dev.coffer.application.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b/c.tar.gz", ".vault/manifests/x"})
  void segmentsJoinedBySlashesMakeAKey(String text) {
    assertThat(new BlobKey(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/./b", "a/..", "a b", "a\\b", "a\0b"})
  void nothingThatCouldLeaveTheDriveIsAKey(String text) {
    assertThatThrownBy(() -> new BlobKey(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
