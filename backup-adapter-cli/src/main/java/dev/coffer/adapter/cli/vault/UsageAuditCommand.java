package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.domain.tenancy.UsageDrift;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The counts of bytes. */
@Command(
    name = "audit",
    description = {
      "Recount the stored bytes of every system and organization, and correct wrong counters.",
      "The vault also does this automatically every day."
    })
final class UsageAuditCommand implements Callable<Integer> {

  /** What {@code --json} prints of one count that was wrong. */
  record DriftLine(String kind, String owner, long usedBytes, long reservedBytes) {

    static DriftLine of(UsageDrift drift) {
      return new DriftLine(
          Fields.lower(drift.kind()), drift.owner(), drift.usedBytes(), drift.reservedBytes());
    }
  }

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  UsageAuditCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<DriftLine> corrected =
          session.usage().audit(session.authority()).stream().map(DriftLine::of).toList();
      json.print(context.out(), corrected, () -> print(corrected));
    }
    return 0;
  }

  private void print(List<DriftLine> corrected) {
    if (corrected.isEmpty()) {
      context.out().println("All counters are correct.");
      return;
    }
    var table =
        new Table(
            Column.whole("KIND"),
            Column.cutInTheMiddle("OWNER"),
            Column.whole("USED OFF BY"),
            Column.whole("RESERVED OFF BY"));
    for (DriftLine drift : corrected) {
      table.row(
          drift.kind(),
          drift.owner(),
          Long.toString(drift.usedBytes()),
          Long.toString(drift.reservedBytes()));
    }
    table.print(context.out());
    context.out().println("These counters were corrected.");
  }
}
