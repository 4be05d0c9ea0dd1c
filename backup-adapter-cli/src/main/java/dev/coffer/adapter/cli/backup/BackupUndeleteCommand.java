package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.deletion.UndeleteBackup;
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
      "Take a deletion back, while backup deleted shows that its bytes are there.",
      "What retention removed it removes again unless its policy was changed, or the backup is"
          + " pinned at once."
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
      UndeleteBackup undelete = session.custody().undeleteBackup();
      UndeleteBackup.Result result =
          BackupId.of(asked)
              .map(backup ->
                  undelete.undelete(session.authority().actor(), session.operator(), backup))
              .orElseGet(UndeleteBackup.NotFound::new);
      if (!(result instanceof UndeleteBackup.Undeleted)) {
        throw new UserError(refusal(result, asked));
      }
    }
    json.print(
        context.out(),
        new UndeletedBackup(asked.toString()),
        () -> context.out().println(asked + " is listed again"));
    return 0;
  }

  private static String refusal(UndeleteBackup.Result result, UUID asked) {
    return switch (result) {
      case UndeleteBackup.Undeleted() -> "";
      case UndeleteBackup.NotFound() ->
          "there is no deleted backup \"%s\" that is not gone".formatted(asked);
      case UndeleteBackup.PurgeBegun() ->
          "the grace of \"%s\" is over: its bytes are being removed".formatted(asked);
      case UndeleteBackup.QuotaExceeded() ->
          "the organization has no room for \"%s\", whose bytes did not count any more"
              .formatted(asked);
      case UndeleteBackup.CapExceeded() ->
          "the system has no room for \"%s\", whose bytes did not count any more".formatted(asked);
    };
  }
}
