package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.PeriodOptions;
import dev.coffer.adapter.cli.VaultAccess;
import dev.coffer.adapter.cli.vault.AuditListCommand.EventLine;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes events to be kept elsewhere. */
@Command(
    name = "export",
    description = {
      "Print audit events as lines of JSON, oldest first, to be kept elsewhere.",
      "Each line has a hash over itself and the line before it. The last line is a signature: "
          + "coffer audit verify checks a file with the public key of the vault."
    })
final class AuditExportCommand implements Callable<Integer> {

  /** As many events are kept in memory, unless more have happened within the shortest step. */
  private static final int PAGE = 1000;

  private static final Duration SHORTEST_STEP = Duration.ofMillis(1);

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final PeriodOptions period = new PeriodOptions();

  AuditExportCommand(CommandContext context) {
    this.context = context;
  }

  /** The first line; {@code v} is 1 in files without a signature. */
  record Head(int v, String since, String until, Optional<String> organization) {}

  /** The line above the signature: with it a file is known to be whole. */
  record Tail(long events) {}

  @Override
  public Integer call() {
    Instant since = period.since().orElseThrow();
    Instant end = period.until().orElseGet(context.clock()::instant);
    var chain = new EventChain();
    try (var session = options.open(context)) {
      chain.append(
          context.out(), new Head(2, since.toString(), end.toString(), period.organization()));
      long events = export(session, chain, since, end);
      chain.append(context.out(), new Tail(events));
      var signature = ExportSignature.of(session.erasures().signingKey(), chain.last());
      context.out().print(signature.line() + "\n");
    }
    context.out().flush();
    context.err().println("The last hash is %s".formatted(chain.last()));
    return 0;
  }

  /**
   * The log is read newest first, and written oldest first: a time with more events than a page is
   * halved, and its older half is written first.
   */
  private long export(
      VaultAccess.AdministrationSession session, EventChain chain, Instant from, Instant to) {
    List<AuditEvent> page = page(session, from, to, Optional.empty());
    Duration time = Duration.between(from, to);
    if (page.size() == PAGE && time.compareTo(SHORTEST_STEP) > 0) {
      Instant middle = from.plus(time.dividedBy(2)).truncatedTo(ChronoUnit.MICROS);
      return export(session, chain, from, middle.minus(1, ChronoUnit.MICROS))
          + export(session, chain, middle, to);
    }
    List<AuditEvent> events = new ArrayList<>(page);
    while (page.size() == PAGE) {
      page = page(session, from, to, Optional.of(AuditPlace.of(page.getLast())));
      events.addAll(page);
    }
    events
        .reversed()
        .forEach(event -> chain.append(context.out(), EventLine.of(event, event.at().toString())));
    return events.size();
  }

  private List<AuditEvent> page(
      VaultAccess.AdministrationSession session,
      Instant from,
      Instant to,
      Optional<AuditPlace> after) {
    var filter =
        new AuditFilter(
            Optional.empty(),
            period.organization(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(from),
            Optional.of(to));
    return session
        .auditEvents()
        .page(session.authority(), new AuditEvents.PageQuery(filter, after, PAGE))
        .items();
  }
}
