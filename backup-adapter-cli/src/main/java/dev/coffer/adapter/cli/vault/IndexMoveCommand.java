package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves the index to another PostgreSQL. */
@Command(
    name = "move",
    description = {
      "Copy the index into the empty index of another configuration: from the embedded "
          + "PostgreSQL to a server of your own, back, or from server to server.",
      "Stop all instances first, and start them with the new configuration. "
          + "The old index is left as it is."
    })
final class IndexMoveCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The new configuration file. Its keys must be those of the vault.")
  private Path target = Path.of("");

  IndexMoveCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var to =
        new ConfigArguments(
            Optional.of(target),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    IndexRestoreCommand.print(context, json, "Moved: ", options.vault(context).move(to));
    return 0;
  }
}
