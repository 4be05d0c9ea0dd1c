package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer drive …}: where the contents of backups are stored. */
@Command(name = "drive", description = "List, check, fill and remove drives.")
public final class DriveCommand {

  private DriveCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new DriveCommand())
        .addSubcommand("list", new DriveListCommand(context))
        .addSubcommand("check", new DriveCheckCommand(context))
        .addSubcommand("backfill", new DriveBackfillCommand(context))
        .addSubcommand("remove", new DriveRemoveCommand(context));
  }
}
