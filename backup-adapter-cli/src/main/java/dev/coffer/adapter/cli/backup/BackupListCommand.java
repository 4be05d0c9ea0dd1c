package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.PeriodOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultOptions;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.Units;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Page after page, each printed before the next is read. */
@Command(
    name = "list",
    description = {
      "List the backups of all systems, newest first. Times are UTC.",
      "--since and --until select by the time when a backup was received.",
      "--json prints one line for each backup, not one document."
    })
final class BackupListCommand implements Callable<Integer> {

  private static final int LARGEST_PAGE = 500;
  private static final DateTimeFormatter THIS_YEAR =
      DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FORMER_YEAR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private final CommandContext context;

  @Mixin private final VaultOptions vault = new VaultOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final PeriodOptions period = new PeriodOptions();

  @Option(names = "--system", paramLabel = "KEY", description = "Only backups of this system.")
  private @Nullable SystemId system;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      completionCandidates = Arguments.Statuses.class,
      description = "Only backups with this status: pending, finished or failed.")
  private @Nullable BackupStatus status;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "Only systems with this label; the label of a system without one is its key.")
  private @Nullable String label;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Only backups with a copy on a drive of this provider: local, s3, …")
  private @Nullable String provider;

  @ArgGroup private HowMany howMany = new HowMany();

  /** At most one of these. */
  static final class HowMany {

    @Option(
        names = "--limit",
        paramLabel = "N",
        converter = Arguments.Positive.class,
        description = "The largest number of backups to list. Default: 50")
    private int limit = 50;

    @Option(names = "--all", description = "List all backups.")
    private boolean all;
  }

  BackupListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    long left = howMany.all ? Long.MAX_VALUE : howMany.limit;
    try (FleetSession session = vault.open(context)) {
      var query =
          new Fleet.Query(
              filter(),
              FleetOrder.NEWEST_FIRST,
              Optional.empty(),
              (int) Math.min(left, LARGEST_PAGE));
      boolean more = true;
      while (more && left > 0 && !context.out().checkError()) {
        Fleet.Page page = session.fleet().page(session.authority(), query);
        print(page.backups().stream().limit(left).toList());
        left -= page.backups().size();
        more = page.next().isPresent();
        query = page.next().map(query::after).orElse(query);
      }
      if (more && !json.isAsked()) {
        context.err().println("There are more. List them with --limit N or --all.");
      }
    }
    return 0;
  }

  private FleetFilter filter() {
    return new FleetFilter(
        Optional.ofNullable(status),
        Optional.ofNullable(label),
        Optional.ofNullable(system),
        period.organization(),
        Optional.ofNullable(provider),
        period.since(),
        period.until());
  }

  private void print(List<FleetBackup> backups) {
    if (json.isAsked()) {
      backups.forEach(backup -> context.out().println(JsonOption.document(BackupLine.of(backup))));
      return;
    }
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("STATUS"),
            Column.whole("RECEIVED"),
            Column.whole("SIZE"),
            Column.cutInTheMiddle("SYSTEM"));
    for (FleetBackup backup : backups) {
      table.row(
          backup.ref().id().toString(),
          Fields.lower(backup.status()),
          received(backup.receivedAt()),
          backup.size().map(Units::briefly).orElse("-"),
          backup.systemId().value());
    }
    table.print(context.out());
  }

  /** Short, as the id leaves little room on a line. */
  private String received(Instant at) {
    boolean isRecent = year(at).equals(year(context.clock().instant()));
    return (isRecent ? THIS_YEAR : FORMER_YEAR).format(at);
  }

  private static Year year(Instant at) {
    return Year.from(at.atZone(ZoneOffset.UTC));
  }
}
