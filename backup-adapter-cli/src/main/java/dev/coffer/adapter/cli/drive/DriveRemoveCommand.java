package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.drives.DriveAdministration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Confirms that a drive is gone for good. */
@Command(
    name = "remove",
    description = {
      "Confirm that a drive removed from the configuration is gone for good. The vault "
          + "forgets the copies on it; the data on the drive is left alone. Refused while a "
          + "backup has its only intact copy there."
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
          ("drive \"%s\" is still configured. Remove it from the configuration of every "
                  + "instance and restart them.")
              .formatted(drive));
    }
    try (var session = vault.open()) {
      switch (session.drives().remove(session.authority(), drive)) {
        case DriveAdministration.Removed(long copies) -> print(new RemovedDrive(drive, copies));
        case DriveAdministration.UnknownDrive() ->
            throw new UserError("there is no drive \"%s\"".formatted(drive));
        case DriveAdministration.Needed(long backups) ->
            throw new UserError(
                ("drive \"%s\" has the only intact copy of %d backups. Copy them to another drive "
                        + "first.")
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
                    "drive %s was removed; %d copies on it are forgotten"
                        .formatted(printed.label(), printed.copies())));
  }
}
