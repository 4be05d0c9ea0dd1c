package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess;
import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.application.Durations;
import dev.coffer.application.Identifiers;
import dev.coffer.boot.config.ConfigException;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.ConfigReader.Outcome;
import dev.coffer.boot.config.LogConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gives the command line its vaults: reads the configuration and builds what a command asks for.
 *
 * @param logging applies the log settings of a vault that is started
 */
record WiredVaultAccess(
    Map<String, String> environment,
    ExternalDrives externalDrives,
    Durations durations,
    Identifiers identifiers,
    Clock clock,
    Consumer<LogConfig> logging)
    implements VaultAccess {

  @Override
  public ConfigCheck check(ConfigArguments arguments) {
    try {
      Outcome read = read(arguments);
      List<String> problems =
          new ArrayList<>(FolderTrial.problems(read.config(), durations.driveStep()));
      Listeners.tlsProblem(read.config().server()).ifPresent(problems::add);
      if (!problems.isEmpty()) {
        throw new ConfigException(problems, read.config().log());
      }
      return new ConfigCheck.Valid(ConfiguredVault.facts(read));
    } catch (ConfigException e) {
      return new ConfigCheck.Invalid(String.valueOf(e.getMessage()), e.problems());
    }
  }

  @Override
  public LocalVault local(ConfigArguments arguments) {
    return new ConfiguredVault(read(arguments), this);
  }

  @Override
  public LocalVault toServe(ConfigArguments arguments) {
    try {
      Outcome read = read(arguments);
      logging.accept(read.config().log());
      return new ConfiguredVault(read, this);
    } catch (ConfigException e) {
      logging.accept(e.log());
      throw e;
    }
  }

  Outcome read(ConfigArguments arguments) {
    return ConfigReader.read(
        CommandLineSettings.of(
            arguments.file(),
            arguments.data(),
            arguments.host(),
            arguments.port(),
            arguments.log()),
        environment);
  }

  @Override
  public FleetSession remote(RemoteAddress address) {
    return RemoteSession.open(
        new RemoteConfig(
            address.url(), address.apiKey(), address.caFile(), RemoteConfig.DEFAULT_TIMEOUT));
  }
}
