package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.drives.RemoveDrive;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The operator's word that a drive is gone. */
@Command(
    name = "remove",
    description = {
      "Forget the copies on a drive that was taken out of the configuration. What lies on it is"
          + " left alone. Refused while a backup has its only intact copy there."
    })
final class DriveRemoveCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "LABEL", description = "The drive's label.")
  private @Nullable String label;

  DriveRemoveCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RemovedDrive(String label, long copies) {}

  @Override
  public Integer call() {
    String drive = Objects.requireNonNull(label);
    LocalVault vault = options.vault(context);
    if (vault.facts().drives().stream().anyMatch(configured -> configured.label().equals(drive))) {
      throw new UserError(
          "drive \"%s\" is configured (expected: one that all instances have done without since they were started)"
              .formatted(drive));
    }
    try (var session = vault.open()) {
      switch (session.administration().removeDrive().remove(session.authority().actor(), drive)) {
        case RemoveDrive.Removed(long copies) -> print(new RemovedDrive(drive, copies));
        case RemoveDrive.UnknownDrive() ->
            throw new UserError("there is no drive \"%s\"".formatted(drive));
        case RemoveDrive.Needed(long backups) ->
            throw new UserError(
                "drive \"%s\" has the only intact copy of %d backups (expected: each of them on another drive too)"
                    .formatted(drive, backups));
      }
    }
    return 0;
  }

  private void print(RemovedDrive printed) {
    json.print(
        context.out(),
        printed,
        () ->
            context
                .out()
                .println(
                    "drive %s is removed, %d copies on it are forgotten"
                        .formatted(printed.label(), printed.copies())));
  }
}
