package dev.coffer.adapter.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.access.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteConfigTest {

  @ParameterizedTest
  @ValueSource(strings = {"https://vault.example:8443", "http://127.0.0.1:8080/", "https://[::1]"})
  void aHostAndAPortAreEnough(String url) {
    assertThat(RemoteConfig.url(url)).hasToString(url);
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
    assertThatThrownBy(() -> RemoteConfig.url(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "url: \"%s\" (expected: http:// or https://, a host, and a port if it is another)",
            url);
  }

  @Test
  void onlyPlainHttpCanBeReadOnItsWay() {
    var open =
        new RemoteConfig(
            RemoteConfig.url("http://vault.example"),
            new Secret("k"),
            Optional.empty(),
            RemoteConfig.DEFAULT_PATIENCE);

    assertThat(open.isOpen()).isTrue();
  }
}
