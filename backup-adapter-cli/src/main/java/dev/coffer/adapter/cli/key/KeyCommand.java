package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code coffer key …}: the API keys of operators. */
@Command(name = "key", description = "Add, list and revoke the API keys of operators.")
public final class KeyCommand {

  private KeyCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new KeyCommand())
        .addSubcommand("add", new KeyAddCommand(context))
        .addSubcommand("list", new KeyListCommand(context))
        .addSubcommand("revoke", new KeyRevokeCommand(context));
  }
}
