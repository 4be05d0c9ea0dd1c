package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.ProtectResult;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Protection;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup pin}, {@code unpin} and {@code release}: the same with another protection. */
@Command
final class BackupProtectCommand implements Callable<Integer> {

  private final CommandContext context;
  private final Protection protection;
  private final String said;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  /**
   * @param said of it afterwards
   */
  BackupProtectCommand(CommandContext context, Protection protection, String said) {
    this.context = context;
    this.protection = protection;
    this.said = said;
  }

  @Override
  public Integer call() {
    protect(context, options, json, Objects.requireNonNull(id), protection, said);
    return 0;
  }

  /** What {@code --json} prints. */
  record ProtectedBackup(String id, String state) {}

  static void protect(
      CommandContext context,
      LocalOptions options,
      JsonOption json,
      UUID asked,
      Protection protection,
      String said) {
    try (var session = options.open(context)) {
      ProtectResult result =
          BackupId.of(asked)
              .map(backup -> session.deletions().protect(session.authority(), backup, protection))
              .orElseGet(Deletions.NotStored::new);
      switch (result) {
        case Deletions.ProtectionChanged() ->
            json.print(
                context.out(),
                new ProtectedBackup(asked.toString(), said),
                () -> context.out().println(asked + " " + said));
        case Deletions.NotStored() ->
            throw new UserError("there is no stored backup \"%s\"".formatted(asked));
        case Deletions.SetByPlatform() ->
            throw new UserError(
                "backup \"%s\" was pinned or held by an operator for all organizations; only such an operator can change that"
                    .formatted(asked));
        case Deletions.HoldIsOver() ->
            throw new UserError("--until: past (expected: a time in the future)");
      }
    }
  }
}
