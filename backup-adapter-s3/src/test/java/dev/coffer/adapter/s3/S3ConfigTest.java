package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class S3ConfigTest {

  private static final URI ENDPOINT = URI.create("https://s3.example.org:9000");

  @Test
  void theDefaultsAreOneRequestUpToFiveGibibytesAndAnExistingBucket() {
    S3Config config = S3Config.of(ENDPOINT, "us-east-1", "backups", "key", new Secret("secret"));

    assertThat(config.multipartAbove()).isEqualTo(new ByteSize(5_368_709_120L));
    assertThat(config.createBucket()).isFalse();
    assertThat(config.pathStyle()).isTrue();
    assertThat(config.prefix()).isEmpty();
    assertThat(config.encryption()).isEqualTo(S3Config.Encryption.NONE);
    assertThat(config.timeouts().connect()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.timeouts().read()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.timeouts().write()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theSecretKeyIsNotInItsText() {
    S3Config config = S3Config.of(ENDPOINT, "us-east-1", "backups", "key", new Secret("hidden"));

    assertThat(config.toString()).doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "s3.example.org",
        "https://host/path",
        "https://u:p@host",
        "https://host?x=1"
      })
  void anEndpointIsSchemeHostAndPortAlone(String endpoint) {
    assertThatThrownBy(
            () -> S3Config.of(URI.create(endpoint), "eu", "backups", "key", new Secret("s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "Backups", "a_b_c", "-abc"})
  void aBucketHasABucketsName(String bucket) {
    assertThatThrownBy(() -> S3Config.of(ENDPOINT, "eu", bucket, "key", new Secret("s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bucket: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/a/", "a//", "../", "a/../", "./", "ä/"})
  void aPrefixIsSegmentsThatEndWithASlash(String prefix) {
    assertThatThrownBy(() -> withPrefix(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prefix: ");
  }

  @Test
  void aPrefixMayBeNested() {
    assertThat(withPrefix("coffer/site-1/").prefix()).isEqualTo("coffer/site-1/");
  }

  @Test
  void moreThanFiveGibibytesInOneRequestAreRefused() {
    S3Config config = S3Config.of(ENDPOINT, "eu", "backups", "key", new Secret("s"));

    assertThatThrownBy(() ->
            TestS3.with(config, false, new ByteSize((5L << 30) + 1), S3Config.Timeouts.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multipart above: ");
  }

  @Test
  void aTimeoutHasBounds() {
    var second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new S3Config.Timeouts(Duration.ZERO, second, second, new ByteSize(1)))
        .hasMessageContaining("connect timeout: ");
    assertThatThrownBy(
            () -> new S3Config.Timeouts(second, Duration.ofHours(1), second, new ByteSize(1)))
        .hasMessageContaining("read timeout: ");
    assertThatThrownBy(() -> new S3Config.Timeouts(second, second, second, ByteSize.ZERO))
        .hasMessageContaining("slowest per second: ");
  }

  private static S3Config withPrefix(String prefix) {
    return new S3Config(
        ENDPOINT,
        "eu",
        "backups",
        prefix,
        true,
        "key",
        new Secret("s"),
        false,
        S3Config.Encryption.NONE,
        Optional.<Path>empty(),
        S3Config.DEFAULT_MULTIPART_ABOVE,
        Optional.empty(),
        S3Config.Timeouts.DEFAULT);
  }
}
