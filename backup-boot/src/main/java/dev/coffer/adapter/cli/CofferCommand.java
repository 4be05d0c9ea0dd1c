package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.audit.AuditCommand;
import dev.coffer.adapter.cli.audit.AuditListCommand;
import dev.coffer.adapter.cli.backup.BackupCommand;
import dev.coffer.adapter.cli.backup.BackupDeleteCommand;
import dev.coffer.adapter.cli.backup.BackupDeletedCommand;
import dev.coffer.adapter.cli.backup.BackupFetchCommand;
import dev.coffer.adapter.cli.backup.BackupHoldCommand;
import dev.coffer.adapter.cli.backup.BackupListCommand;
import dev.coffer.adapter.cli.backup.BackupProtectCommand;
import dev.coffer.adapter.cli.backup.BackupRetryCommand;
import dev.coffer.adapter.cli.backup.BackupShowCommand;
import dev.coffer.adapter.cli.backup.BackupUndeleteCommand;
import dev.coffer.adapter.cli.config.ConfigCommand;
import dev.coffer.adapter.cli.credential.CredentialAddCommand;
import dev.coffer.adapter.cli.credential.CredentialCommand;
import dev.coffer.adapter.cli.credential.CredentialListCommand;
import dev.coffer.adapter.cli.credential.CredentialRevokeCommand;
import dev.coffer.adapter.cli.drive.DriveBackfillCommand;
import dev.coffer.adapter.cli.drive.DriveCommand;
import dev.coffer.adapter.cli.drive.DriveListCommand;
import dev.coffer.adapter.cli.drive.DriveRemoveCommand;
import dev.coffer.adapter.cli.drive.ScrubCommand;
import dev.coffer.adapter.cli.index.IndexCommand;
import dev.coffer.adapter.cli.key.KeyAddCommand;
import dev.coffer.adapter.cli.key.KeyCommand;
import dev.coffer.adapter.cli.key.KeyListCommand;
import dev.coffer.adapter.cli.key.KeyRevokeCommand;
import dev.coffer.adapter.cli.organization.OrganizationCommand;
import dev.coffer.adapter.cli.organization.OrganizationEraseCommand;
import dev.coffer.adapter.cli.organization.OrganizationSetCommand;
import dev.coffer.adapter.cli.retention.RetentionCommand;
import dev.coffer.adapter.cli.retention.RetentionPreviewCommand;
import dev.coffer.adapter.cli.system.SystemAddCommand;
import dev.coffer.adapter.cli.system.SystemCommand;
import dev.coffer.adapter.cli.system.SystemEraseCommand;
import dev.coffer.adapter.cli.system.SystemImportCommand;
import dev.coffer.adapter.cli.system.SystemListCommand;
import dev.coffer.adapter.cli.system.SystemReassignCommand;
import dev.coffer.adapter.cli.system.SystemRotateCommand;
import dev.coffer.adapter.cli.system.SystemSetCommand;
import dev.coffer.adapter.cli.system.SystemStateCommand;
import dev.coffer.adapter.cli.usage.UsageAuditCommand;
import dev.coffer.adapter.cli.usage.UsageCommand;
import dev.coffer.adapter.postgres.connection.UnfitServerException;
import dev.coffer.adapter.remote.RemoteRefused;
import dev.coffer.application.drives.StorageException;
import dev.coffer.boot.ServeCommand;
import dev.coffer.boot.config.ConfigException;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.embedded.DataDirectoryInUseException;
import dev.coffer.embedded.EmbeddedPostgresException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The tree of commands, and what a failure of any of them looks like. */
@Command(
    name = "coffer",
    description = "A backup vault for fleets of appliances.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 done, 1 refused or failed, 2 wrong usage."})
public final class CofferCommand {

  private static final int FAILED = 1;

  /** Runs one command line and returns its exit code. */
  public static int run(CommandContext context, String... arguments) {
    CommandLine root = tree(context, arguments);
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

  /**
   * The tree, or the one branch of it that the first word names: to look at the annotations of all
   * commands takes longer than to parse one.
   */
  private static CommandLine tree(CommandContext context, String... arguments) {
    var root = new CommandLine(new CofferCommand());
    Map<String, Supplier<CommandLine>> branches = branches(context);
    String first = arguments.length == 0 ? "" : arguments[0];
    branches.forEach((name, branch) -> {
      if (name.equals(first) || !branches.containsKey(first)) {
        root.addSubcommand(name, branch.get());
      }
    });
    return withHelp(root);
  }

  /** All of it, for completion. */
  public static CommandLine whole(CommandContext context) {
    return tree(context);
  }

  /** In the order of the help. */
  private static Map<String, Supplier<CommandLine>> branches(CommandContext context) {
    var branches = new LinkedHashMap<String, Supplier<CommandLine>>();
    branches.put("serve", () -> new CommandLine(new ServeCommand(context)));
    branches.put(
        "config",
        () ->
            new CommandLine(new ConfigCommand())
                .addSubcommand("check", new ConfigCommand.Check(context)));
    branches.put(
        "organization",
        () ->
            new CommandLine(new OrganizationCommand())
                .addSubcommand("add", new OrganizationCommand.Add(context))
                .addSubcommand("list", new OrganizationCommand.All(context))
                .addSubcommand("set", new OrganizationSetCommand(context))
                .addSubcommand("erase", new OrganizationEraseCommand(context)));
    branches.put("system", () -> system(context));
    branches.put(
        "credential",
        () ->
            new CommandLine(new CredentialCommand())
                .addSubcommand("list", new CredentialListCommand(context))
                .addSubcommand("add", new CredentialAddCommand(context))
                .addSubcommand("revoke", new CredentialRevokeCommand(context)));
    branches.put(
        "key",
        () ->
            new CommandLine(new KeyCommand())
                .addSubcommand("add", new KeyAddCommand(context))
                .addSubcommand("list", new KeyListCommand(context))
                .addSubcommand("revoke", new KeyRevokeCommand(context)));
    branches.put("backup", () -> backup(context));
    branches.put(
        "drive",
        () ->
            new CommandLine(new DriveCommand())
                .addSubcommand("list", new DriveListCommand(context))
                .addSubcommand("check", new DriveCommand.Check(context))
                .addSubcommand("backfill", new DriveBackfillCommand(context))
                .addSubcommand("remove", new DriveRemoveCommand(context)));
    branches.put(
        "audit",
        () ->
            new CommandLine(new AuditCommand())
                .addSubcommand("list", new AuditListCommand(context)));
    branches.put(
        "usage",
        () ->
            new CommandLine(new UsageCommand(context))
                .addSubcommand("audit", new UsageAuditCommand(context)));
    branches.put(
        "retention",
        () ->
            new CommandLine(new RetentionCommand())
                .addSubcommand("show", new RetentionCommand.Show(context))
                .addSubcommand("set", new RetentionCommand.Assign(context))
                .addSubcommand("unset", new RetentionCommand.Unassign(context))
                .addSubcommand("preview", new RetentionPreviewCommand(context))
                .addSubcommand("accept", new RetentionCommand.Accept(context)));
    branches.put("scrub", () -> new CommandLine(new ScrubCommand(context)));
    branches.put(
        "index",
        () ->
            new CommandLine(new IndexCommand(context))
                .addSubcommand("migrate", new IndexCommand.Migrate(context)));
    branches.put(
        "completion", () -> new CommandLine(new CompletionCommand(context, () -> whole(context))));
    branches.put("version", () -> new CommandLine(new VersionCommand(context)));
    return branches;
  }

  private static CommandLine backup(CommandContext context) {
    return new CommandLine(new BackupCommand())
        .addSubcommand("list", new BackupListCommand(context))
        .addSubcommand("show", new BackupShowCommand(context))
        .addSubcommand("fetch", new BackupFetchCommand(context))
        .addSubcommand("retry", new BackupRetryCommand(context))
        .addSubcommand(
            "pin",
            protect(
                new BackupProtectCommand(context, new Protection.Pinned(), "is pinned now"),
                "Keep a backup from being deleted, by anybody and by retention."))
        .addSubcommand(
            "unpin",
            protect(
                new BackupProtectCommand(context, new Protection.Unpinned(), "is not pinned now"),
                "Let a pinned backup be deleted again."))
        .addSubcommand("hold", new BackupHoldCommand(context))
        .addSubcommand(
            "release",
            protect(
                new BackupProtectCommand(context, new Protection.Released(), "is not held now"),
                "End a hold before its date."))
        .addSubcommand("delete", new BackupDeleteCommand(context))
        .addSubcommand("deleted", new BackupDeletedCommand(context))
        .addSubcommand("undelete", new BackupUndeleteCommand(context));
  }

  private static CommandLine protect(BackupProtectCommand command, String description) {
    var line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  private static CommandLine system(CommandContext context) {
    var suspend = new CommandLine(new SystemStateCommand(context, SystemState.SUSPENDED));
    suspend
        .getCommandSpec()
        .usageMessage()
        .description("Stop serving a system; nothing is removed.");
    var resume = new CommandLine(new SystemStateCommand(context, SystemState.ACTIVE));
    resume.getCommandSpec().usageMessage().description("Serve a suspended system again.");
    return new CommandLine(new SystemCommand())
        .addSubcommand("add", new SystemAddCommand(context))
        .addSubcommand("list", new SystemListCommand(context))
        .addSubcommand("set", new SystemSetCommand(context))
        .addSubcommand("import", new SystemImportCommand(context))
        .addSubcommand("suspend", suspend)
        .addSubcommand("resume", resume)
        .addSubcommand("rotate", new SystemRotateCommand(context))
        .addSubcommand("reassign", new SystemReassignCommand(context))
        .addSubcommand("erase", new SystemEraseCommand(context));
  }

  private static CommandLine withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .versionProvider(() -> new String[] {VersionCommand.line()});
    command.getSubcommands().values().forEach(CofferCommand::withHelp);
    return command;
  }

  /** What an operator can mend is one sentence; everything else is a bug and shows its trace. */
  private static int fail(CommandContext context, Exception failure, ParseResult parsed) {
    switch (failure) {
      case CommandFailure e -> say(context, e);
      case ConfigException e -> say(context, e);
      case StorageException e -> say(context, e);
      case RemoteRefused e -> say(context, e);
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
