package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration. */
public final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file (COFFER_CONFIG). Without one, all settings have their defaults.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = "Data directory (COFFER_DATA). Default: coffer-data")
  private @Nullable String data;

  /** Reads the configuration and prints its warnings. */
  LocalVault vault(CommandContext context) {
    return warned(context, context.vaults().local(arguments()));
  }

  /** Prints the warnings of its configuration. */
  public static LocalVault warned(CommandContext context, LocalVault vault) {
    vault.facts().warnings().forEach(warning -> context.err().println("warning: " + warning));
    return vault;
  }

  public ConfigArguments arguments() {
    return new ConfigArguments(
        Optional.ofNullable(config),
        Optional.ofNullable(data),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
