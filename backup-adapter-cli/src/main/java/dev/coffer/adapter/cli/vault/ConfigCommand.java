package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.ConfigOptions;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.VaultAccess.ConfigCheck.Invalid;
import dev.coffer.adapter.cli.VaultAccess.ConfigCheck.Valid;
import dev.coffer.adapter.cli.VaultAccess.ConfigFacts;
import dev.coffer.adapter.cli.VaultAccess.ConfiguredDrive;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coffer config …}: the configuration, without using it. */
@Command(name = "config", description = "Check the configuration.")
public final class ConfigCommand {

  private ConfigCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new ConfigCommand()).addSubcommand("check", new Check(context));
  }

  /** What {@code --json} prints. */
  record Verdict(boolean valid, List<String> problems, List<String> warnings) {}

  @Command(
      name = "check",
      description = "Report all problems in the configuration at once, without starting the vault.")
  static final class Check implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final JsonOption json = new JsonOption();

    Check(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      return switch (context.vaults().check(options.arguments())) {
        case Valid(var facts) -> {
          json.print(
              context.out(),
              new Verdict(true, List.of(), facts.warnings()),
              () -> printValid(facts));
          yield 0;
        }
        case Invalid(var message, var problems) -> {
          json.print(
              context.out(),
              new Verdict(false, problems, List.of()),
              () -> context.err().println("coffer: " + message));
          yield 1;
        }
      };
    }

    private void printValid(ConfigFacts facts) {
      facts.warnings().forEach(warning -> context.err().println("warning: " + warning));
      context.out().println("The configuration is valid.");
      context.out().println("  listens on  " + facts.url());
      facts.metricsUrl().ifPresent(url -> context.out().println("  metrics on  " + url));
      context.out().println("  index       " + facts.index());
      context.out().println("  data        " + facts.data());
      for (ConfiguredDrive drive : facts.drives()) {
        context.out().println("  drive       %s (%s)".formatted(drive.label(), drive.provider()));
      }
    }
  }
}
