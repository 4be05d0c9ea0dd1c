package dev.coffer.domain.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"application/gzip", "text/plain; charset=utf-8", "a/b;c=\"d e\"", "x-y/z+json"})
  void aMediaTypeIsKeptAsSent(String claim) {
    assertThat(MediaType.ofClaim(claim).value()).isEqualTo(claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gzip",
        "a/b/c",
        "text/html\r\nX: y",
        "a/b;",
        "application/x-www-form-urlencoded",
        "a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      })
  void anythingElseIsBytes(String claim) {
    assertThat(MediaType.ofClaim(claim)).isEqualTo(MediaType.OCTET_STREAM);
  }
}
