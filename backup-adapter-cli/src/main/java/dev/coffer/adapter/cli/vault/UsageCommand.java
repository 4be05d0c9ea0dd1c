package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.Page;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how much each system stores. */
@Command(name = "usage", description = "Show how much each system stores. Times are UTC.")
public final class UsageCommand implements Callable<Integer> {

  private static final int PAGE = 1000;

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "Only systems of this organization.")
  private @Nullable String organization;

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new UsageCommand(context))
        .addSubcommand("audit", new UsageAuditCommand(context));
  }

  private UsageCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one; a cap of 0 is none. */
  record UsageLine(
      String key,
      String organization,
      long capBytes,
      long usedBytes,
      long reservedBytes,
      long backups,
      Optional<String> newestBackupAt) {

    static UsageLine of(Usage.OfSystem row) {
      return new UsageLine(
          row.system().system().id().value(),
          row.system().organization(),
          row.system().system().cap().bytes(),
          row.system().system().used().bytes(),
          row.system().reserved().bytes(),
          row.stored().backups(),
          row.stored().newest().map(Fields::time));
    }
  }

  @Override
  public Integer call() {
    List<Usage.OfSystem> rows;
    try (var session = options.open(context)) {
      rows =
          Page.all((Optional<SystemId> after) ->
              session
                  .usage()
                  .ofSystems(
                      session.authority(),
                      new Systems.PageQuery(
                          Optional.ofNullable(organization), Optional.empty(), after, PAGE)));
    }
    json.print(context.out(), rows.stream().map(UsageLine::of).toList(), () -> print(rows));
    return 0;
  }

  private void print(List<Usage.OfSystem> rows) {
    var table =
        new Table(
            Column.whole("KEY"),
            Column.whole("USED"),
            Column.whole("CAP"),
            Column.whole("BACKUPS"),
            Column.whole("NEWEST"),
            Column.cut("ORGANIZATION"));
    for (Usage.OfSystem row : rows) {
      UsageLine printed = UsageLine.of(row);
      table.row(
          printed.key(),
          Units.forPeople(row.system().system().used()),
          Units.limitForPeople(row.system().system().cap()),
          Long.toString(printed.backups()),
          printed.newestBackupAt().orElse("never"),
          printed.organization());
    }
    table.print(context.out());
  }
}
