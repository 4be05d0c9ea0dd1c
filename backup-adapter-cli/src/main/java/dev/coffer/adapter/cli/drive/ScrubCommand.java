package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.FollowOptions;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.Copies.DamageState;
import dev.coffer.application.copies.Copies.DamagedCopy;
import dev.coffer.application.copies.Copies.Manifests;
import dev.coffer.application.copies.Copies.Requested;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.application.copies.Copies.Selection;
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

/** Reads what is stored before its turn comes. */
@Command(
    name = "scrub",
    description = {
      "Verify copies against their SHA-256 now, and their manifests. The running vault reads them "
          + "at a limited rate, repairs damaged copies from intact ones, and rewrites manifests "
          + "that are missing or wrong.",
      "With --wait, the exit code is 1 if a copy is damaged, whether it was found now or before, "
          + "or if a manifest is missing."
    })
public final class ScrubCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final FollowOptions follow = new FollowOptions();

  @Option(
      names = "--drive",
      paramLabel = "LABEL",
      description = "Only copies on this drive. Default: all")
  private @Nullable String drive;

  @Option(
      names = "--system",
      paramLabel = "KEY",
      description = "Only backups of this system. Default: all")
  private @Nullable SystemId system;

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new ScrubCommand(context));
  }

  private ScrubCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints; waiting: not read yet. */
  record ScrubReport(
      long copies,
      long sizeBytes,
      long waiting,
      long intact,
      List<DamageLine> damaged,
      long manifestsRewritten,
      long manifestsMissing) {

    static ScrubReport of(Requested requested, ScrubProgress last) {
      long read = Math.max(0, requested.copies() - last.waiting());
      // A copy that is being repaired was not read.
      long notIntact =
          last.damaged().stream()
              .filter(copy -> !copy.wasKnown() || copy.state() == DamageState.DAMAGED)
              .count();
      return new ScrubReport(
          requested.copies(),
          requested.size().bytes(),
          last.waiting(),
          Math.max(0, read - notIntact),
          last.damaged().stream().map(DamageLine::of).toList(),
          last.manifests().rewritten(),
          last.manifests().missing());
    }

    boolean isAllRight() {
      return damaged.isEmpty() && manifestsMissing == 0;
    }
  }

  /** One damaged copy; mended: recreated since; known before: not found by this scrub. */
  record DamageLine(
      String backupId,
      String system,
      String drive,
      Optional<String> finding,
      boolean mended,
      boolean knownBefore) {

    static DamageLine of(DamagedCopy copy) {
      return new DamageLine(
          copy.backupId().toString(),
          copy.systemId().value(),
          copy.drive(),
          copy.finding(),
          copy.state() == DamageState.REPAIRED,
          copy.wasKnown());
    }
  }

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    follow.requireRunningVault(vault);
    var selection = new Selection(Optional.ofNullable(drive), Optional.ofNullable(system));
    try (var session = vault.open()) {
      Requested requested = requested(session.copies().scrub(selection));
      if (!json.isAsked()) {
        context
            .out()
            .println(
                "Copies to verify: %d (%s)"
                    .formatted(requested.copies(), Units.forPeople(requested.size())));
      }
      Copies copies = session.copies();
      ScrubProgress last =
          follow.isAsked()
              ? follow.follow(
                  context,
                  json,
                  "Reading",
                  requested.size().bytes(),
                  () -> copies.scrubProgress(selection, requested.at()),
                  seen -> seen.waitingSize().bytes())
              : new ScrubProgress(
                  requested.copies(), requested.size(), List.of(), Manifests.ALL_RIGHT);
      ScrubReport report = ScrubReport.of(requested, last);
      json.print(context.out(), report, () -> print(report));
      return report.isAllRight() ? 0 : 1;
    }
  }

  private Requested requested(Copies.ScrubResult result) {
    return switch (result) {
      case Requested requested -> requested;
      case Copies.UnknownDrive() ->
          throw new UserError("there is no drive \"%s\"".formatted(drive));
      case Copies.UnknownSystem() ->
          throw new UserError("there is no system \"%s\"".formatted(system));
    };
  }

  private void print(ScrubReport report) {
    if (follow.isAsked()) {
      printDamaged(report.damaged());
      context.out().println(summary(report));
    }
  }

  private static String summary(ScrubReport report) {
    long known = report.damaged().stream().filter(DamageLine::knownBefore).count();
    return """
    Copies read: %d, intact: %d. Damaged copies found now: %d, known before: %d. \
    Manifests rewritten: %d, missing: %d.\
    """
        .formatted(
            report.copies(),
            report.intact(),
            report.damaged().size() - known,
            known,
            report.manifestsRewritten(),
            report.manifestsMissing());
  }

  private void printDamaged(List<DamageLine> damaged) {
    if (damaged.isEmpty()) {
      return;
    }
    var table =
        new Table(
            Column.whole("BACKUP"),
            Column.cut("DRIVE"),
            Column.cutInTheMiddle("SYSTEM"),
            Column.cut("FOUND"));
    for (DamageLine one : damaged) {
      table.row(
          one.backupId(),
          one.drive(),
          one.system(),
          one.mended() ? "repaired" : one.finding().orElse("damaged"));
    }
    table.print(context.out());
  }
}
