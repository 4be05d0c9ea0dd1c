package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.drives.DriveAdministration.Listed;
import dev.coffer.application.drives.DriveAdministration.Row;
import dev.coffer.domain.Units;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every drive with how far its copies are. */
@Command(name = "list", description = "List the drives and their numbers of copies, primary first.")
final class DriveListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  DriveListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one; no position: not configured. */
  record DriveLine(
      String label,
      String provider,
      Optional<Integer> position,
      long finished,
      long pending,
      long failed,
      long storedBytes,
      Optional<String> problem) {

    static DriveLine of(Listed listed) {
      Row row = listed.row();
      return new DriveLine(
          row.drive().label(),
          row.drive().provider(),
          row.position().stream().boxed().findFirst(),
          row.finished(),
          row.pending(),
          row.failed(),
          row.stored().bytes(),
          listed.problem());
    }
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<Listed> rows = session.drives().list();
      json.print(context.out(), rows.stream().map(DriveLine::of).toList(), () -> print(rows));
    }
    return 0;
  }

  private void print(List<Listed> drives) {
    var table =
        new Table(
            Column.whole("DRIVE"),
            Column.whole("PROVIDER"),
            Column.whole("PLACE"),
            Column.whole("FINISHED"),
            Column.whole("PENDING"),
            Column.whole("FAILED"),
            Column.whole("STORED"),
            Column.whole("STATE"));
    for (Listed listed : drives) {
      Row row = listed.row();
      table.row(
          row.drive().label(),
          row.drive().provider(),
          place(row),
          Long.toString(row.finished()),
          Long.toString(row.pending()),
          Long.toString(row.failed()),
          Units.forPeople(row.stored()),
          state(listed));
    }
    table.print(context.out());
  }

  private static String state(Listed listed) {
    return listed.problem().orElse(listed.row().position().isEmpty() ? "not asked" : "answers");
  }

  private static String place(Row row) {
    if (row.position().isEmpty()) {
      return "not configured";
    }
    return row.position().getAsInt() == 0 ? "primary" : "copy";
  }
}
