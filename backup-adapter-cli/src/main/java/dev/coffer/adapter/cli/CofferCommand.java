package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.backup.BackupCommand;
import dev.coffer.adapter.cli.credential.CredentialCommand;
import dev.coffer.adapter.cli.drive.DriveCommand;
import dev.coffer.adapter.cli.drive.ScrubCommand;
import dev.coffer.adapter.cli.key.KeyCommand;
import dev.coffer.adapter.cli.organization.OrganizationCommand;
import dev.coffer.adapter.cli.retention.RetentionCommand;
import dev.coffer.adapter.cli.system.SystemCommand;
import dev.coffer.adapter.cli.vault.AuditCommand;
import dev.coffer.adapter.cli.vault.CompletionCommand;
import dev.coffer.adapter.cli.vault.ConfigCommand;
import dev.coffer.adapter.cli.vault.IndexCommand;
import dev.coffer.adapter.cli.vault.SecretsCommand;
import dev.coffer.adapter.cli.vault.ServeCommand;
import dev.coffer.adapter.cli.vault.UsageCommand;
import dev.coffer.adapter.cli.vault.VerifyReportCommand;
import dev.coffer.adapter.cli.vault.VersionCommand;
import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.drives.StorageException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The root of all commands, and how a failure of any of them is reported. */
@Command(
    name = "coffer",
    description = "A backup vault for fleets of appliances.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 success, 1 refused or failed, 2 wrong usage."})
public final class CofferCommand {

  private static final int FAILED = 1;

  /** What Java reads instead of bytes that are no text in the encoding of the process's locale. */
  private static final String REPLACEMENT_CHARACTER = "\ufffd";

  /** A first word of the command line; its class knows what comes below it. */
  private record Noun(String name, Function<CommandContext, CommandLine> tree) {}

  /**
   * In the order of the help. Lambdas, since a method reference would load the class of every noun.
   */
  private static final List<Noun> NOUNS =
      List.of(
          new Noun("serve", context -> ServeCommand.tree(context)),
          new Noun("config", context -> ConfigCommand.tree(context)),
          new Noun("organization", context -> OrganizationCommand.tree(context)),
          new Noun("system", context -> SystemCommand.tree(context)),
          new Noun("credential", context -> CredentialCommand.tree(context)),
          new Noun("key", context -> KeyCommand.tree(context)),
          new Noun("backup", context -> BackupCommand.tree(context)),
          new Noun("drive", context -> DriveCommand.tree(context)),
          new Noun("audit", context -> AuditCommand.tree(context)),
          new Noun("usage", context -> UsageCommand.tree(context)),
          new Noun("retention", context -> RetentionCommand.tree(context)),
          new Noun("secrets", context -> SecretsCommand.tree(context)),
          new Noun("scrub", context -> ScrubCommand.tree(context)),
          new Noun("verify-report", context -> VerifyReportCommand.tree(context)),
          new Noun("index", context -> IndexCommand.tree(context)),
          new Noun("completion", context -> CompletionCommand.tree(context, () -> whole(context))),
          new Noun("version", context -> VersionCommand.tree(context)));

  private CofferCommand() {}

  /** Runs one command line and returns its exit code. */
  public static int run(CommandContext context, String... arguments) {
    Optional<String> unreadable = unreadable(context, arguments);
    if (unreadable.isPresent()) {
      context.err().println("coffer: " + unreadable.get());
      context.err().flush();
      return UsageErrors.WRONG_USAGE;
    }
    CommandLine root = tree(context, arguments);
    root.setOut(context.out());
    root.setErr(context.err());
    root.setExecutionExceptionHandler((e, command, parsed) -> fail(context, e, parsed));
    root.setParameterExceptionHandler(new UsageErrors());
    root.setUsageHelpAutoWidth(true);
    Arguments.register(root);
    int code = root.execute(arguments);
    StandardOutput results = context.output().standard();
    results.close();
    results.complaint().ifPresent(why -> context.err().println("coffer: " + why));
    context.err().flush();
    return code == 0 && !results.isWritten() ? FAILED : code;
  }

  /** Two different names would have become the same one, which may be that of another tenant. */
  private static Optional<String> unreadable(CommandContext context, String... arguments) {
    Stream<String> words =
        Arrays.stream(arguments)
            .filter(CofferCommand::isUnreadable)
            .map("the argument \"%s\""::formatted);
    Stream<String> variables =
        context.environment().entrySet().stream()
            .filter(variable -> variable.getKey().startsWith("COFFER_"))
            .filter(variable -> isUnreadable(variable.getValue()))
            .map(variable -> "the variable " + variable.getKey());
    return Stream.concat(words, variables)
        .findFirst()
        .map(where ->
            where
                + " contains bytes that are not UTF-8 text. Start Coffer with the script ./coffer,"
                + " in a terminal that uses UTF-8.");
  }

  private static boolean isUnreadable(String text) {
    return text.contains(REPLACEMENT_CHARACTER);
  }

  /**
   * The tree, or the one branch of it that the first word names: reading the annotations of all
   * commands takes longer than parsing one.
   */
  private static CommandLine tree(CommandContext context, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    List<Noun> named = NOUNS.stream().filter(noun -> noun.name().equals(first)).toList();
    var root = new CommandLine(new CofferCommand());
    for (Noun noun : named.isEmpty() ? NOUNS : named) {
      root.addSubcommand(noun.name(), noun.tree().apply(context));
    }
    return withHelp(root, context);
  }

  /** The tree of all commands, for completion. */
  static CommandLine whole(CommandContext context) {
    return tree(context);
  }

  private static CommandLine withHelp(CommandLine command, CommandContext context) {
    command
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .versionProvider(() -> new String[] {VersionCommand.line(context)});
    command.getSubcommands().values().forEach(below -> withHelp(below, context));
    return command;
  }

  /** A failure that the user can fix is one message; everything else is a bug and has a trace. */
  private static int fail(CommandContext context, Exception failure, ParseResult parsed) {
    switch (failure) {
      // Said at the end, once.
      case UncheckedIOException _ when !context.output().standard().isWritten() -> {}
      case UncheckedIOException io -> context.err().println("coffer: " + Reasons.in(io));
      case UserError _, StorageException _ ->
          context.err().println("coffer: " + failure.getMessage());
      default -> {
        context
            .err()
            .println(
                "coffer: this is a bug in coffer %s. Please report it with the lines below."
                    .formatted(parsed.originalArgs().getFirst()));
        failure.printStackTrace(context.err());
      }
    }
    return FAILED;
  }
}
