package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.VaultOptions;
import dev.coffer.adapter.cli.backup.BackupLine.CopyLine;
import dev.coffer.application.UserError;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetBackup;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** All that the index knows of one. */
@Command(name = "show", description = "Show one backup and each of its copies.")
final class BackupShowCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final VaultOptions vault = new VaultOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  BackupShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    UUID asked = Objects.requireNonNull(id);
    try (var session = vault.open(context)) {
      Optional<FleetBackup> shown =
          BackupId.of(asked).flatMap(backup -> session.fleet().show(session.authority(), backup));
      BackupLine printed =
          shown
              .map(BackupLine::of)
              .orElseThrow(() -> new UserError("there is no backup \"%s\"".formatted(asked)));
      json.print(context.out(), printed, () -> print(printed));
    }
    return 0;
  }

  private void print(BackupLine backup) {
    line("id", backup.id());
    line("status", backup.status());
    line("system", backup.system());
    line("organization", backup.organization());
    line("label", backup.label());
    line("number", Long.toString(backup.number()));
    line("filename", backup.filename());
    line("media type", backup.mediaType());
    backup.sizeBytes().ifPresent(size -> line("size", "%d bytes".formatted(size)));
    backup.sha256().ifPresent(sha256 -> line("sha256", sha256));
    line("received", backup.receivedAt());
    line("changed", backup.updatedAt());
    backup.failure().ifPresent(failure -> line("failure", failure));
    if (backup.damaged()) {
      line("damaged", "no drive has an intact copy");
    }
    backup.copies().forEach(this::print);
  }

  private void print(CopyLine copy) {
    PrintWriter out = context.out();
    out.println();
    line("copy", copy.id());
    line("drive", "%s (%s)".formatted(copy.drive(), copy.provider()));
    line("status", copy.status());
    line("attempts", Integer.toString(copy.attempts()));
    copy.lastError().ifPresent(error -> line("last error", error));
    line("verified", copy.verifiedAt().orElse("never"));
    copy.path().ifPresent(path -> line("path", path));
  }

  /** Nothing that a drive or another vault says may move the cursor. */
  private void line(String name, String value) {
    context.out().println("%-14s%s".formatted(name, value.replaceAll("\\p{Cntrl}", " ")));
  }
}
