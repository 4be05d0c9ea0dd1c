package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.usage.Usage.Audited;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.StuckReservations;
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
      "The vault also does this automatically every day.",
      "The exit code is 1 if uploads that have ended still reserve space."
    })
final class UsageAuditCommand implements Callable<Integer> {

  /** What {@code --json} prints of one count that was wrong. */
  record DriftLine(String kind, String owner, long usedBytes, long reservedBytes) {

    static DriftLine of(UsageDrift drift) {
      return new DriftLine(
          Fields.lower(drift.kind()), drift.owner(), drift.usedBytes(), drift.reservedBytes());
    }
  }

  /** What {@code --json} prints of one system with stuck reservations. */
  record StuckLine(String system, long uploads, long reservedBytes, String since) {

    static StuckLine of(StuckReservations stuck) {
      return new StuckLine(
          stuck.systemId().value(),
          stuck.uploads(),
          stuck.size().bytes(),
          Fields.time(stuck.since()));
    }
  }

  /** What {@code --json} prints. */
  record AuditReport(List<DriftLine> corrected, List<StuckLine> stuck) {

    static AuditReport of(Audited audited) {
      return new AuditReport(
          audited.corrected().stream().map(DriftLine::of).toList(),
          audited.stuck().stream().map(StuckLine::of).toList());
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
    AuditReport report;
    try (var session = options.open(context)) {
      report = AuditReport.of(session.usage().audit(session.authority()));
      json.print(context.out(), report, () -> print(report));
    }
    return report.stuck().isEmpty() ? 0 : 1;
  }

  private void print(AuditReport report) {
    if (report.corrected().isEmpty()) {
      context.out().println("All counters are correct.");
    } else {
      printCorrected(report.corrected());
    }
    if (!report.stuck().isEmpty()) {
      printStuck(report.stuck());
    }
  }

  private void printCorrected(List<DriftLine> corrected) {
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

  private void printStuck(List<StuckLine> stuck) {
    context.out().println("These uploads are over, but still reserve space:");
    var table =
        new Table(
            Column.cutInTheMiddle("SYSTEM"),
            Column.whole("UPLOADS"),
            Column.whole("RESERVED"),
            Column.whole("SINCE"));
    for (StuckLine line : stuck) {
      table.row(
          line.system(),
          Long.toString(line.uploads()),
          Units.forPeople(new ByteSize(line.reservedBytes())),
          line.since());
    }
    table.print(context.out());
    context
        .out()
        .println(
            """
            A running vault releases them within minutes, once their drive answers.
            Start it with "coffer serve", and test the drives with "coffer drive check".\
            """);
  }
}
