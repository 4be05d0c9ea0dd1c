package dev.coffer.adapter.cli.credential;

import dev.coffer.adapter.cli.CommandContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer credential …}: the secrets of systems. */
@Command(name = "credential", description = "List, add and revoke the credentials of a system.")
public final class CredentialCommand {

  private CredentialCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new CredentialCommand())
        .addSubcommand("list", new CredentialListCommand(context))
        .addSubcommand("add", new CredentialAddCommand(context))
        .addSubcommand("revoke", new CredentialRevokeCommand(context));
  }
}
