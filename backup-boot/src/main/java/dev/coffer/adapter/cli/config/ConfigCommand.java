package dev.coffer.adapter.cli.config;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.ConfigOptions;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.boot.config.ConfigException;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.Outcome;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.VaultConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at the configuration without using it. */
@Command(name = "config", description = "Look at the configuration.")
public final class ConfigCommand {

  /** What {@code --json} prints. */
  record Verdict(boolean valid, List<String> problems, List<String> warnings) {}

  @Command(
      name = "check",
      description = "Tell everything that is wrong with the configuration, without starting.")
  public static final class Check implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final JsonOption json = new JsonOption();

    public Check(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try {
        Outcome outcome = ConfigReader.read(options.settings(Map.of()), context.environment());
        json.print(
            context.out(),
            new Verdict(true, List.of(), outcome.warnings()),
            () -> printGood(outcome));
        return 0;
      } catch (ConfigException e) {
        json.print(
            context.out(),
            new Verdict(false, e.problems(), List.of()),
            () -> context.err().println("coffer: " + e.getMessage()));
        return 1;
      }
    }

    private void printGood(Outcome outcome) {
      outcome.warnings().forEach(warning -> context.err().println("warning: " + warning));
      VaultConfig config = outcome.config();
      context.out().println("The configuration is good.");
      context.out().println("  listens on  " + config.server().url(config.server().port()));
      config
          .server()
          .admin()
          .ifPresent(admin ->
              context
                  .out()
                  .println("  metrics on  " + config.server().adminUrl(admin.port()) + "/metrics"));
      context.out().println("  index       " + index(config.index()));
      context.out().println("  data        " + config.data().toAbsolutePath().normalize());
      for (DriveConfig drive : config.drives()) {
        context.out().println("  drive       %s (%s)".formatted(drive.label(), drive.provider()));
      }
    }

    private static String index(IndexConfig index) {
      return switch (index) {
        case IndexConfig.Embedded() -> "embedded";
        case IndexConfig.External external -> external.url();
      };
    }
  }
}
