package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.CommandFailure;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.drives.DriveProbe.Finding;
import dev.coffer.application.drives.DriveProbe.Report;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.DriveConfig.ExternalDrive;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks after the places for bytes. */
@Command(name = "drive", description = "Look after the drives.")
public final class DriveCommand {

  /**
   * What {@code --json} prints of one drive.
   *
   * @param usable whether each essential question was answered yes
   */
  record Checked(
      String label, String provider, String place, boolean usable, List<Finding> findings) {}

  @Command(
      name = "check",
      description = {
        "Tell what the configured drives are good for, by writing, reading and deleting a small"
            + " object on each. Works beside a running server and without one.",
        "Exit code 1 when one of them can be no drive."
      })
  public static final class Check implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    @Parameters(
        arity = "0..1",
        paramLabel = "LABEL",
        description = "The drive to check. Default: all of them")
    private @Nullable String label;

    public Check(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      List<Checked> checked = chosen().stream().map(this::check).toList();
      json.print(context.out(), checked, () -> checked.forEach(this::print));
      return checked.stream().allMatch(Checked::usable) ? 0 : 1;
    }

    private List<DriveConfig> chosen() {
      List<DriveConfig> drives = options.read(context).drives();
      if (label == null) {
        return drives.stream().filter(drive -> !(drive instanceof ExternalDrive)).toList();
      }
      Optional<DriveConfig> named =
          drives.stream().filter(drive -> drive.label().equals(label)).findFirst();
      return List.of(
          named.orElseThrow(() ->
              new CommandFailure(
                  "drive: \"%s\" (expected: one of %s)"
                      .formatted(label, drives.stream().map(DriveConfig::label).toList()))));
    }

    private Checked check(DriveConfig drive) {
      Report report = context.wiring().drives().probe(drive).run(context.identifiers().nextUuid());
      return new Checked(
          drive.label(), drive.provider(), report.place(), report.usable(), report.findings());
    }

    private void print(Checked drive) {
      context
          .out()
          .println("%s (%s): %s".formatted(drive.label(), drive.provider(), drive.place()));
      var table =
          new Table(Column.whole("QUESTION"), Column.whole("ANSWER"), Column.whole("DETAIL"));
      for (Finding finding : drive.findings()) {
        table.row(finding.question(), answer(finding), finding.detail());
      }
      table.print(context.out());
      context
          .out()
          .println(
              "%s %s".formatted(drive.label(), drive.usable() ? "is usable" : "is NOT usable"));
    }

    private static String answer(Finding finding) {
      if (finding.yes()) {
        return "yes";
      }
      return finding.essential() ? "NO" : "no (can do without)";
    }
  }
}
