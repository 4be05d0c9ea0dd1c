package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.PausedDeletion;
import dev.coffer.application.UserError;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.domain.backup.BackupId;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A deleted backup can be restored during its grace period. */
@Command(
    name = "delete",
    description = "Hide a backup immediately. Its data is removed after deletion.grace.")
final class BackupDeleteCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  BackupDeleteCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RemovedBackup(String id) {}

  @Override
  public Integer call() {
    UUID asked = Objects.requireNonNull(id);
    try (var session = options.open(context)) {
      DeleteBackup.Result result =
          BackupId.of(asked)
              .map(backup ->
                  session.deletions().delete(session.authority(), DeleteCommand.of(backup)))
              .orElseGet(DeleteBackup.NotFound::new);
      switch (result) {
        case DeleteBackup.Deleted() -> {
          json.print(
              context.out(),
              new RemovedBackup(asked.toString()),
              () -> context.out().println(asked + " is deleted"));
          new PausedDeletion(context, session.retention(), session.authority())
              .report("The data of deleted backups stays for now.");
        }
        case DeleteBackup.NotFound() ->
            throw new UserError("there is no stored backup \"%s\"".formatted(asked));
        case DeleteBackup.Protected() ->
            throw new UserError(
                "backup \"%s\" is pinned or held. Run coffer backup unpin or release first."
                    .formatted(asked));
      }
    }
    return 0;
  }
}
