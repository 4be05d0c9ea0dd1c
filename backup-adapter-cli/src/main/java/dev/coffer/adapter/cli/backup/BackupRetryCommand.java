package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.VaultOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.backup.BackupId;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** At once, and not when the back-off is over. */
@Command(name = "retry", description = "Retry the failed copies of a backup immediately.")
final class BackupRetryCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final VaultOptions vault = new VaultOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  BackupRetryCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RetriedBackup(String id, int copies) {}

  @Override
  public Integer call() {
    UUID asked = Objects.requireNonNull(id);
    try (var session = vault.open(context)) {
      Fleet.RetryResult result =
          BackupId.of(asked)
              .map(backup -> session.fleet().retry(session.authority(), backup))
              .orElseGet(Fleet.NotFound::new);
      switch (result) {
        case Fleet.Retried(int copies) -> print(new RetriedBackup(asked.toString(), copies));
        case Fleet.NotStored() ->
            throw new UserError(
                "backup \"%s\" was never stored, so there is nothing to copy".formatted(asked));
        case Fleet.NotFound() -> throw new UserError("there is no backup \"%s\"".formatted(asked));
      }
    }
    return 0;
  }

  private void print(RetriedBackup printed) {
    json.print(
        context.out(),
        printed,
        () ->
            context
                .out()
                .println(
                    printed.copies() == 0
                        ? "No copy of %s has failed.".formatted(printed.id())
                        : "Failed copies of %s being retried: %d"
                            .formatted(printed.id(), printed.copies())));
  }
}
