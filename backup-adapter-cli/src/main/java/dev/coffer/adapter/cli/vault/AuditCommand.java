package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.PeriodOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer audit …}: the record of operations. */
@Command(name = "audit", description = "Show what was done, by whom and to what.")
public final class AuditCommand {

  private AuditCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new AuditCommand())
        .addSubcommand("list", new AuditListCommand(context))
        .addSubcommand(
            "export",
            PeriodOptions.requiringSince(new CommandLine(new AuditExportCommand(context))))
        .addSubcommand("verify", new AuditVerifyCommand(context));
  }
}
