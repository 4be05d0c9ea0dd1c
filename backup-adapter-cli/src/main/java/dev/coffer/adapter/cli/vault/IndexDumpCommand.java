package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.TargetFile;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.dump.IndexDump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes everything in the index to a file. */
@Command(
    name = "dump",
    description = {
      "Write the whole index to a file, as of one moment. The vault may run meanwhile.",
      "The file is complete or not there, and only you can read it. "
          + "It contains no backup contents and no keys: keep a copy of vault.key too."
    })
final class IndexDumpCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("");

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  IndexDumpCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    try (var target = TargetFile.create(file, force, context.identifiers())) {
      IndexDump dump = vault.dump(target.bytes());
      target.publish();
      var shown = ShownDump.of(dump, List.of());
      json.print(context.out(), shown, () -> print(shown));
    } catch (IOException e) {
      throw new UncheckedIOException("\"%s\" cannot be written".formatted(file), e);
    }
    return 0;
  }

  private void print(ShownDump dump) {
    context.out().println("Wrote \"%s\": %s".formatted(file, dump.line()));
    context.out().println("It contains no backup contents and no keys (vault.key or secrets).");
  }
}
