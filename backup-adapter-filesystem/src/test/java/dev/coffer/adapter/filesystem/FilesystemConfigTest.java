package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FilesystemConfigTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void theDefaultReserveIsFivePercentButNeverMoreThanOneGibibyte() {
    var config = FilesystemConfig.of(Path.of("/srv/coffer"));

    assertThat(config.reservePercent()).isEqualTo(5);
    assertThat(config.reserveMax()).isEqualTo(new ByteSize(1_073_741_824));
  }

  @Test
  void theDirectoryIsAbsoluteAndNormalised() {
    var config = new FilesystemConfig(Path.of("data/../drive"), 0, ByteSize.ZERO, LIMIT);

    assertThat(config.directory()).isEqualTo(Path.of("drive").toAbsolutePath());
  }

  @Test
  void theReserveIsHalfOfTheFileSystemAtMost() {
    Path directory = Path.of("/srv/coffer");

    assertThatThrownBy(() -> new FilesystemConfig(directory, 51, ByteSize.ZERO, LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 50");
    assertThatThrownBy(() -> new FilesystemConfig(directory, -1, ByteSize.ZERO, LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
