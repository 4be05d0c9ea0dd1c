package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.domain.tenancy.SystemState;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer system …}: systems, and the work of operators on them. */
@Command(
    name = "system",
    description = "Add, list, change, suspend, resume, reassign and erase systems; rotate secrets.")
public final class SystemCommand {

  private SystemCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new SystemCommand())
        .addSubcommand("add", new SystemAddCommand(context))
        .addSubcommand("list", new SystemListCommand(context))
        .addSubcommand("set", new SystemSetCommand(context))
        .addSubcommand("import", new SystemImportCommand(context))
        .addSubcommand(
            "suspend",
            state(
                new SystemStateCommand(context, SystemState.SUSPENDED),
                "Stop serving a system immediately. Nothing is removed."))
        .addSubcommand(
            "resume",
            state(
                new SystemStateCommand(context, SystemState.ACTIVE),
                "Serve a suspended or paused system again."))
        .addSubcommand("rotate", new SystemRotateCommand(context))
        .addSubcommand("reassign", new SystemReassignCommand(context))
        .addSubcommand("erase", new SystemEraseCommand(context));
  }

  private static CommandLine state(SystemStateCommand command, String description) {
    var line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }
}
