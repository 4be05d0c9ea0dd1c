package dev.coffer.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vault.example:8443",
        "http://127.0.0.1:8080/",
        "https://[::1]",
        "https://example.org/vault",
        "https://example.org/a/vault/"
      })
  void aHostIsEnough(String url) {
    assertThat(VaultUrl.parse(url)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vault.example:8443",
        "ftp://vault.example",
        "https://user:secret@vault.example",
        "https://vault.example/a/../b",
        "https://vault.example/./b",
        "https://vault.example/b#c",
        "https://vault.example?x=1",
        "https:// vault",
        ""
      })
  void anythingElseIsRefusedByName(String url) {
    assertThatThrownBy(() -> VaultUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "url: \"%s\" (expected: http:// or https://, a host, and optionally a port and a path)",
            url);
  }

  @Test
  void aPathOfAProxyStaysInFrontOfEachRequest() {
    for (String url : List.of("https://example.org/a/vault", "https://example.org/a/vault/")) {
      assertThat(VaultUrl.parse(url).at("/api/backups?limit=1"))
          .hasToString("https://example.org/a/vault/api/backups?limit=1");
    }
    assertThat(VaultUrl.parse("https://example.org").at("/ping"))
        .hasToString("https://example.org/ping");
    assertThat(VaultUrl.parse("https://example.org/").at("/ping"))
        .hasToString("https://example.org/ping");
  }

  @Test
  void onlyPlainHttpCanBeReadOnTheNetwork() {
    assertThat(VaultUrl.parse("http://vault.example").isPlainHttp()).isTrue();
    assertThat(VaultUrl.parse("https://vault.example").isPlainHttp()).isFalse();
  }
}
