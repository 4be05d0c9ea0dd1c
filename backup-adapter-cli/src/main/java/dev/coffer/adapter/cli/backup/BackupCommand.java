package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.domain.backup.Protection;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer backup …}: the backups of all systems. */
@Command(
    name = "backup",
    description = "List, show, fetch, protect and delete backups; retry copies.")
public final class BackupCommand {

  private BackupCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new BackupCommand())
        .addSubcommand("list", new BackupListCommand(context))
        .addSubcommand("show", new BackupShowCommand(context))
        .addSubcommand("fetch", new BackupFetchCommand(context))
        .addSubcommand("retry", new BackupRetryCommand(context))
        .addSubcommand(
            "pin",
            protect(
                new BackupProtectCommand(context, new Protection.Pinned(), "is now pinned"),
                "Protect a backup from deletion until it is unpinned."))
        .addSubcommand(
            "unpin",
            protect(
                new BackupProtectCommand(context, new Protection.Unpinned(), "is no longer pinned"),
                "Allow a pinned backup to be deleted again."))
        .addSubcommand("hold", new BackupHoldCommand(context))
        .addSubcommand(
            "release",
            protect(
                new BackupProtectCommand(context, new Protection.Released(), "is no longer held"),
                "End the hold of a backup before its date."))
        .addSubcommand("delete", new BackupDeleteCommand(context))
        .addSubcommand("deleted", new BackupDeletedCommand(context))
        .addSubcommand("undelete", new BackupUndeleteCommand(context));
  }

  private static CommandLine protect(BackupProtectCommand command, String description) {
    var line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }
}
