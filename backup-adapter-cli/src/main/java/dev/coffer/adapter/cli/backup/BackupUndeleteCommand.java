package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.UndeleteResult;
import dev.coffer.domain.backup.BackupId;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** While the bytes are there. */
@Command(
    name = "undelete",
    description = {
      "Restore a deleted backup that coffer backup deleted lists.",
      "A backup that retention deleted is deleted again unless you change the policy or "
          + "pin the backup immediately."
    })
final class BackupUndeleteCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  BackupUndeleteCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record UndeletedBackup(String id) {}

  @Override
  public Integer call() {
    UUID asked = Objects.requireNonNull(id);
    try (var session = options.open(context)) {
      UndeleteResult result =
          BackupId.of(asked)
              .map(backup -> session.deletions().undelete(session.authority(), backup))
              .orElseGet(Deletions.NotDeleted::new);
      if (!(result instanceof Deletions.Undeleted)) {
        throw new UserError(refusal(result, asked));
      }
    }
    json.print(
        context.out(),
        new UndeletedBackup(asked.toString()),
        () -> context.out().println(asked + " is restored"));
    return 0;
  }

  private static String refusal(UndeleteResult result, UUID asked) {
    return switch (result) {
      case Deletions.Undeleted() -> "";
      case Deletions.NotDeleted() ->
          "there is no deleted backup \"%s\" that can be restored".formatted(asked);
      case Deletions.PurgeBegun() ->
          "the grace period of \"%s\" is over and its data is being removed".formatted(asked);
      case Deletions.QuotaExceeded() ->
          "the quota of the organization has no room for \"%s\"".formatted(asked);
      case Deletions.CapExceeded() ->
          "the cap of the system has no room for \"%s\"".formatted(asked);
    };
  }
}
