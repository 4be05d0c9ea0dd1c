package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.config.ConfigFile;
import dev.coffer.boot.config.ConfigKey;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code coffer.example.yaml} to the keys and defaults of this version. */
class ExampleConfigurationTest {

  private static final Path EXAMPLE = Path.of("..", "coffer.example.yaml");

  @TempDir private Path folder;

  @Test
  void theExampleIsTheDefaults() {
    var example = new CommandLineSettings(Optional.of(EXAMPLE), Map.of());

    assertThat(ConfigReader.read(example, Map.of()).config())
        .isEqualTo(ConfigReader.read(CommandLineSettings.NONE, Map.of()).config());
  }

  @Test
  void theExampleHasEveryKeyAndNoOther() throws IOException {
    var settings = new Settings();

    ConfigFile.read(withoutCommentSigns(), settings);

    assertThat(settings.problems()).isEmpty();
    assertThat(
            settings.keys().stream()
                .map(key -> key.replaceAll("\\.\\d+(?=\\.|$)", ".*"))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            ConfigReader.KEYS.stream().map(ConfigKey::name).toList());
  }

  @Test
  void theExampleWorksWithEveryKeySet() throws IOException {
    var everything = new CommandLineSettings(Optional.of(withoutCommentSigns()), Map.of());

    assertThat(ConfigReader.read(everything, Map.of()).config().index())
        .isInstanceOf(IndexConfig.External.class);
  }

  /**
   * {@code #key:} is a key without a default, {@code #- key:} begins an item of a list, {@code #
   * text} is text.
   */
  private Path withoutCommentSigns() throws IOException {
    var text = Files.readString(EXAMPLE).replaceAll("(?m)^( *)#([a-z]|- )", "$1$2");
    return Files.writeString(folder.resolve("everything.yaml"), text);
  }
}
