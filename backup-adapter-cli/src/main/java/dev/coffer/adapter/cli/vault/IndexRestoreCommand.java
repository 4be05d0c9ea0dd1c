package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.adapter.cli.VaultAccess.RestoredIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores the index from a dump. */
@Command(
    name = "restore",
    description = {
      "Restore the index from a file of coffer index dump. Stop all instances first.",
      "The file is checked completely before anything is changed. Everything is restored, or nothing."
    })
final class IndexRestoreCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The dump.")
  private Path file = Path.of("");

  @Option(
      names = "--dry-run",
      description = "Only check the file against its signature and checksums.")
  private boolean dryRun;

  @Option(
      names = "--replace",
      paramLabel = "BACKUPS",
      description =
          "Replace an index that is not empty. As confirmation, give the number of its backups.")
  private @Nullable Long replaced;

  IndexRestoreCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    if (dryRun) {
      var shown = ShownDump.of(vault.checkDump(file), List.of());
      json.print(context.out(), shown, () -> print("The dump is whole and unchanged: ", shown));
      return 0;
    }
    RestoredIndex restored =
        vault.restore(file, replaced == null ? OptionalLong.empty() : OptionalLong.of(replaced));
    print(context, json, "Restored: ", restored);
    return 0;
  }

  private void print(String what, ShownDump dump) {
    context.out().println(what + dump.line());
  }

  /** Also says which rights are missing. */
  static void print(CommandContext context, JsonOption json, String what, RestoredIndex restored) {
    var shown = ShownDump.of(restored.dump(), restored.missingRoles());
    json.print(context.out(), shown, () -> context.out().println(what + shown.line()));
    if (!restored.missingRoles().isEmpty()) {
      context
          .err()
          .println(
              "warning: these roles had rights and are missing on this server: %s. See docs/postgresql.md, Roles."
                  .formatted(String.join(", ", restored.missingRoles())));
    }
  }
}
