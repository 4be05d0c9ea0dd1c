package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.Page;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every system with its state. */
@Command(name = "list", description = "List all systems.")
final class SystemListCommand implements Callable<Integer> {

  private static final int PAGE = 1000;

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  SystemListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one; a cap of 0 is none. */
  record SystemLine(
      String key, String organization, String label, String state, long capBytes, long usedBytes) {

    static SystemLine of(SystemProfile row) {
      return new SystemLine(
          row.system().id().value(),
          row.organization(),
          row.system().label(),
          Fields.lower(row.system().state()),
          row.system().cap().bytes(),
          row.system().used().bytes());
    }
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<SystemProfile> rows =
          Page.all((Optional<SystemId> after) ->
              session
                  .systems()
                  .page(session.authority(), Systems.PageQuery.all(PAGE).after(after)));
      List<SystemLine> printed = rows.stream().map(SystemLine::of).toList();
      json.print(context.out(), printed, () -> print(rows));
    }
    return 0;
  }

  private void print(List<SystemProfile> rows) {
    var table =
        new Table(
            Column.whole("KEY"),
            Column.whole("STATE"),
            Column.whole("USED"),
            Column.whole("CAP"),
            Column.cut("ORGANIZATION"),
            Column.cut("LABEL"));
    for (SystemProfile row : rows) {
      SystemLine printed = SystemLine.of(row);
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
