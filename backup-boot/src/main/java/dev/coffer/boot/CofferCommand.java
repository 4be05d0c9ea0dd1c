package dev.coffer.boot;

import dev.coffer.adapter.postgres.DataDirectoryInUseException;
import dev.coffer.adapter.postgres.EmbeddedPostgresException;
import dev.coffer.adapter.postgres.UnfitServerException;
import dev.coffer.application.port.out.StorageException;
import dev.coffer.domain.SystemState;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The tree of commands, and what a failure of any of them looks like. */
@Command(
    name = "coffer",
    description = "A backup vault for fleets of appliances.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 done, 1 refused or failed, 2 wrong usage."})
final class CofferCommand {

  private static final int FAILED = 1;

  /** Runs one command line and returns its exit code. */
  static int run(CommandContext context, String... arguments) {
    CommandLine root = tree(context);
    root.setOut(context.out());
    root.setErr(context.err());
    root.setExecutionExceptionHandler((e, command, parsed) -> fail(context, e, parsed));
    root.setUsageHelpAutoWidth(true);
    Arguments.register(root);
    int code = root.execute(arguments);
    context.out().flush();
    context.err().flush();
    return code;
  }

  private static CommandLine tree(CommandContext context) {
    var suspend = new CommandLine(new SystemStateCommand(context, SystemState.SUSPENDED));
    suspend
        .getCommandSpec()
        .usageMessage()
        .description("Stop serving a system; nothing is removed.");
    var resume = new CommandLine(new SystemStateCommand(context, SystemState.ACTIVE));
    resume.getCommandSpec().usageMessage().description("Serve a suspended system again.");
    var system =
        new CommandLine(new SystemCommand())
            .addSubcommand("add", new SystemAddCommand(context))
            .addSubcommand("list", new SystemListCommand(context))
            .addSubcommand("suspend", suspend)
            .addSubcommand("resume", resume)
            .addSubcommand("rotate", new SystemRotateCommand(context));
    var organization =
        new CommandLine(new OrganizationCommand())
            .addSubcommand("add", new OrganizationCommand.Add(context))
            .addSubcommand("list", new OrganizationCommand.All(context));
    var index =
        new CommandLine(new IndexCommand(context))
            .addSubcommand("migrate", new IndexCommand.Migrate(context));
    var config =
        new CommandLine(new ConfigCommand())
            .addSubcommand("check", new ConfigCommand.Check(context));
    var drive =
        new CommandLine(new DriveCommand())
            .addSubcommand("list", new DriveListCommand(context))
            .addSubcommand("check", new DriveCommand.Check(context))
            .addSubcommand("remove", new DriveRemoveCommand(context));
    return withHelp(
        new CommandLine(new CofferCommand())
            .addSubcommand("serve", new ServeCommand(context))
            .addSubcommand("config", config)
            .addSubcommand("organization", organization)
            .addSubcommand("system", system)
            .addSubcommand("drive", drive)
            .addSubcommand("index", index)
            .addSubcommand("version", new VersionCommand(context)));
  }

  private static CommandLine withHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.getSubcommands().values().forEach(CofferCommand::withHelp);
    return command;
  }

  /** What an operator can mend is one sentence; everything else is a bug and shows its trace. */
  private static int fail(CommandContext context, Exception failure, ParseResult parsed) {
    switch (failure) {
      case CommandFailure e -> say(context, e);
      case ConfigException e -> say(context, e);
      case StorageException e -> say(context, e);
      case UncheckedIOException e -> say(context, e);
      case DataDirectoryInUseException e -> say(context, e);
      case EmbeddedPostgresException e -> say(context, e);
      case UnfitServerException e -> say(context, e);
      default -> {
        context
            .err()
            .println(
                "coffer: this is a bug in coffer %s".formatted(parsed.originalArgs().getFirst()));
        failure.printStackTrace(context.err());
      }
    }
    return FAILED;
  }

  private static void say(CommandContext context, Exception failure) {
    context.err().println("coffer: " + failure.getMessage());
  }
}
