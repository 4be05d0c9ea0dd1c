package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.tenancy.ListSystems.Row;
import dev.coffer.boot.config.Units;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every system with its state. */
@Command(name = "list", description = "List all systems.")
public final class SystemListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  public SystemListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one; a cap of 0 is none. */
  record Printed(
      String key, String organization, String label, String state, long capBytes, long usedBytes) {

    static Printed of(Row row) {
      return new Printed(
          row.system().id().value(),
          row.organization(),
          row.system().label(),
          row.system().state().name().toLowerCase(Locale.ROOT),
          row.system().cap().bytes(),
          row.system().used().bytes());
    }
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<Row> rows = session.administration().listSystems().list();
      List<Printed> printed = rows.stream().map(Printed::of).toList();
      json.print(context.out(), printed, () -> print(rows));
    }
    return 0;
  }

  private void print(List<Row> rows) {
    var table =
        new Table(
            Column.whole("KEY"),
            Column.whole("STATE"),
            Column.whole("USED"),
            Column.whole("CAP"),
            Column.cut("ORGANIZATION"),
            Column.cut("LABEL"));
    for (Row row : rows) {
      Printed printed = Printed.of(row);
      table.row(
          printed.key(),
          printed.state(),
          Units.forPeople(row.system().used()),
          Units.limitForPeople(row.system().cap()),
          printed.organization(),
          printed.label());
    }
    table.print(context.out());
  }
}
