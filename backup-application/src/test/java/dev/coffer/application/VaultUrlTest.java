package dev.coffer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {"https://vault.example:8443", "http://127.0.0.1:8080/", "https://[::1]"})
  void aHostAndAPortAreEnough(String url) {
    assertThat(VaultUrl.parse(url)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vault.example:8443",
        "ftp://vault.example",
        "https://user:secret@vault.example",
        "https://vault.example/api",
        "https://vault.example?x=1",
        "https:// vault",
        ""
      })
  void anythingElseIsRefusedByName(String url) {
    assertThatThrownBy(() -> VaultUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "url: \"%s\" (expected: http:// or https://, a host, and optionally a port)", url);
  }

  @Test
  void onlyPlainHttpCanBeReadOnTheNetwork() {
    assertThat(VaultUrl.parse("http://vault.example").isPlainHttp()).isTrue();
    assertThat(VaultUrl.parse("https://vault.example").isPlainHttp()).isFalse();
  }
}
