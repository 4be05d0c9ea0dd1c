package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.PeriodOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists audit events. */
@Command(name = "list", description = "List audit events, newest first. Times are UTC.")
final class AuditListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final PeriodOptions period = new PeriodOptions();

  @Option(names = "--system", paramLabel = "KEY", description = "Only events of this system.")
  private @Nullable SystemId system;

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "Only events with this action, as in backup_deleted.")
  private @Nullable AuditAction action;

  @Option(names = "--actor", paramLabel = "NAME", description = "Only events caused by this actor.")
  private @Nullable String actor;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      converter = Arguments.Positive.class,
      description = "The largest number of events to list. Default: 100")
  private int limit = 100;

  AuditListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one. */
  record EventLine(
      String id,
      String at,
      String actorKind,
      String actor,
      String action,
      Optional<String> organizationId,
      Optional<String> system,
      Optional<String> backupId,
      String detail) {

    static EventLine of(AuditEvent event) {
      return of(event, Fields.time(event.at()));
    }

    static EventLine of(AuditEvent event, String at) {
      return new EventLine(
          event.id().toString(),
          at,
          Fields.lower(event.actor().kind()),
          event.actor().name(),
          Fields.lower(event.action()),
          event.organizationId().map(UUID::toString),
          event.systemId().map(SystemId::value),
          event.backupId().map(id -> id.value().toString()),
          event.detail());
    }
  }

  @Override
  public Integer call() {
    var filter =
        new AuditFilter(
            Optional.ofNullable(system),
            period.organization(),
            Optional.ofNullable(action),
            Optional.ofNullable(actor),
            period.since(),
            period.until());
    try (var session = options.open(context)) {
      List<EventLine> printed =
          session
              .auditEvents()
              .page(session.authority(), new AuditEvents.PageQuery(filter, Optional.empty(), limit))
              .items()
              .stream()
              .map(EventLine::of)
              .toList();
      json.print(context.out(), printed, () -> print(printed));
    }
    return 0;
  }

  private void print(List<EventLine> events) {
    var table =
        new Table(
            Column.whole("AT"),
            Column.whole("ACTION"),
            Column.cut("BY"),
            Column.cut("SYSTEM"),
            Column.cut("DETAIL"));
    for (EventLine event : events) {
      table.row(
          event.at(), event.action(), event.actor(), event.system().orElse(""), event.detail());
    }
    table.print(context.out());
  }
}
