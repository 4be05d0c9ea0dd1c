package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.adapter.cli.VaultAccess.ConfiguredDrive;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.drives.DriveProbe.Finding;
import dev.coffer.application.drives.DriveProbe.Report;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tries out the configured drives. */
@Command(
    name = "check",
    description = {
      "Test the configured drives by writing, reading and deleting a small object on each. "
          + "Works whether or not the server is running.",
      "The exit code is 1 if one of them cannot be used."
    })
final class DriveCheckCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "LABEL",
      description = "The drive to check. Default: all")
  private @Nullable String label;

  DriveCheckCommand(CommandContext context) {
    this.context = context;
  }

  /**
   * What {@code --json} prints of one drive.
   *
   * @param usable whether each essential question was answered yes
   */
  record CheckedDrive(
      String label, String provider, String place, boolean usable, List<Finding> findings) {}

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    List<CheckedDrive> checked =
        chosen(vault.facts().drives()).stream().map(drive -> check(vault, drive)).toList();
    json.print(context.out(), checked, () -> checked.forEach(this::print));
    return checked.stream().allMatch(CheckedDrive::usable) ? 0 : 1;
  }

  private List<ConfiguredDrive> chosen(List<ConfiguredDrive> drives) {
    if (label == null) {
      return drives.stream().filter(ConfiguredDrive::probed).toList();
    }
    Optional<ConfiguredDrive> named =
        drives.stream().filter(drive -> drive.label().equals(label)).findFirst();
    return List.of(
        named.orElseThrow(() ->
            new UserError(
                "drive: \"%s\" (expected: one of %s)"
                    .formatted(label, drives.stream().map(ConfiguredDrive::label).toList()))));
  }

  private CheckedDrive check(LocalVault vault, ConfiguredDrive drive) {
    Report report = vault.check(drive.label());
    return new CheckedDrive(
        drive.label(), drive.provider(), report.place(), report.usable(), report.findings());
  }

  private void print(CheckedDrive drive) {
    context.out().println("%s (%s): %s".formatted(drive.label(), drive.provider(), drive.place()));
    var table = new Table(Column.whole("QUESTION"), Column.whole("ANSWER"), Column.whole("DETAIL"));
    for (Finding finding : drive.findings()) {
      table.row(finding.question(), answer(finding), finding.detail());
    }
    table.print(context.out());
    context
        .out()
        .println("%s %s".formatted(drive.label(), drive.usable() ? "is usable" : "is NOT usable"));
  }

  private static String answer(Finding finding) {
    if (finding.yes()) {
      return "yes";
    }
    return finding.essential() ? "NO" : "no (can do without)";
  }
}
