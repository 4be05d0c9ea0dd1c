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
      "Compare what systems and organizations are said to use with what is stored, and mend it.",
      "The vault does so by itself every day."
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
      List<DriftLine> mended =
          session.custody().auditUsage().audit(session.authority().actor()).stream()
              .map(DriftLine::of)
              .toList();
      json.print(context.out(), mended, () -> print(mended));
    }
    return 0;
  }

  private void print(List<DriftLine> mended) {
    if (mended.isEmpty()) {
      context.out().println("Every count is right.");
      return;
    }
    var table =
        new Table(
            Column.whole("KIND"),
            Column.cutInTheMiddle("OWNER"),
            Column.whole("USED OFF BY"),
            Column.whole("RESERVED OFF BY"));
    for (DriftLine drift : mended) {
      table.row(
          drift.kind(),
          drift.owner(),
          Long.toString(drift.usedBytes()),
          Long.toString(drift.reservedBytes()));
    }
    table.print(context.out());
    context.out().println("They are mended.");
  }
}
