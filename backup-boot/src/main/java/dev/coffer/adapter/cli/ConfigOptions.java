package dev.coffer.adapter.cli;

import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.VaultConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration. */
public final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (COFFER_CONFIG). Without one, everything has its default.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = "Data directory (COFFER_DATA). Default: coffer-data")
  private @Nullable String data;

  /** Reads the configuration and passes its warnings on. */
  public VaultConfig read(CommandContext context) {
    return read(context, Map.of());
  }

  public VaultConfig read(CommandContext context, Map<String, String> furtherSettings) {
    var outcome = ConfigReader.read(settings(furtherSettings), context.environment());
    outcome.warnings().forEach(warning -> context.err().println("warning: " + warning));
    return outcome.config();
  }

  public CommandLineSettings settings(Map<String, String> furtherSettings) {
    var settings = new LinkedHashMap<>(furtherSettings);
    if (data != null) {
      settings.put("data", data);
    }
    return new CommandLineSettings(Optional.ofNullable(config), settings);
  }
}
