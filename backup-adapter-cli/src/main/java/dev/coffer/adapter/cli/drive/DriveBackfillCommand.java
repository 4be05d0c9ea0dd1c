package dev.coffer.adapter.cli.drive;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.FollowOptions;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Units;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Plans all copies that a drive is missing. */
@Command(
    name = "backfill",
    description = {
      "Plan all copies that a drive is missing, and show how many it is missing. The "
          + "running vault makes them.",
      "With --wait, the exit code is 1 if copies failed."
    })
final class DriveBackfillCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final FollowOptions follow = new FollowOptions();

  @Parameters(paramLabel = "LABEL", description = "The drive's label.")
  private String label = "";

  DriveBackfillCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints; planned: not before. */
  record BackfillReport(
      String label, long planned, long waiting, long waitingBytes, long failed, long failedBytes) {}

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    follow.requireRunningVault(vault);
    try (var session = vault.open()) {
      long planned = planned(session.copies().backfill(label));
      Copies copies = session.copies();
      Backlog backlog = backlog(copies);
      if (!follow.isAsked()) {
        print(planned, backlog);
        return 0;
      }
      if (!json.isAsked()) {
        print(planned, backlog);
      }
      Backlog last =
          follow.follow(
              context,
              json,
              "Copying",
              backlog.waitingSize().bytes(),
              () -> backlog(copies),
              seen -> seen.waitingSize().bytes());
      end(planned, last);
      return last.failed() == 0 ? 0 : 1;
    }
  }

  private long planned(Copies.BackfillResult result) {
    return switch (result) {
      case Copies.Planned(long copies) -> copies;
      case Copies.UnknownDrive() -> throw unknown();
      case Copies.NotConfigured() ->
          throw new UserError(
              "drive \"%s\" is not configured. Add it to the configuration and restart the vault."
                  .formatted(label));
    };
  }

  private Backlog backlog(Copies copies) {
    return copies.backlog(label).orElseThrow(this::unknown);
  }

  private UserError unknown() {
    return new UserError("there is no drive \"%s\"".formatted(label));
  }

  private void print(long planned, Backlog backlog) {
    var printed =
        new BackfillReport(
            label,
            planned,
            backlog.waiting(),
            backlog.waitingSize().bytes(),
            backlog.failed(),
            backlog.failedSize().bytes());
    json.print(
        context.out(),
        printed,
        () -> {
          context.out().println("planned now  " + planned);
          context.out().println("pending      " + amount(backlog.waiting(), backlog.waitingSize()));
          context.out().println("failed       " + amount(backlog.failed(), backlog.failedSize()));
        });
  }

  private void end(long planned, Backlog last) {
    if (json.isAsked()) {
      print(planned, last);
    } else if (last.failed() == 0) {
      context.out().println("drive %s is complete".formatted(label));
    } else {
      context
          .out()
          .println(
              "drive %s is missing %s. See coffer backup list --status failed."
                  .formatted(label, amount(last.failed(), last.failedSize())));
    }
  }

  private static String amount(long copies, ByteSize size) {
    return copies == 0 ? "0" : "%d (%s)".formatted(copies, Units.forPeople(size));
  }
}
