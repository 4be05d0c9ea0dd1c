package dev.coffer.adapter.cli.retention;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.CommandFailure;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.adapter.cli.backup.BackupCommand;
import dev.coffer.application.retention.PreviewRetention.Judged;
import dev.coffer.application.retention.PreviewRetention.Preview;
import dev.coffer.application.retention.PreviewRetention.Query;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Each backup of a system: stays or goes, when, and why. */
@Command(
    name = "preview",
    description = {
      "Show which backups of a system stay and which go, and why; nothing is removed.",
      "By the policy that holds for it, or by the one that is given here."
    })
public final class RetentionPreviewCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final RetentionOptions policy = new RetentionOptions();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  public RetentionPreviewCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record Printed(RetentionPrinted policy, List<PrintedBackup> backups) {}

  /** Of one; staysUntil: before when it does not go in any case, where that is known. */
  record PrintedBackup(
      String id,
      String receivedAt,
      long sizeBytes,
      boolean stays,
      String reason,
      Optional<String> staysUntil) {

    static PrintedBackup of(Judged judged) {
      return new PrintedBackup(
          judged.backup().id().toString(),
          BackupCommand.time(judged.backup().receivedAt()),
          judged.backup().size().bytes(),
          judged.verdict().stays(),
          BackupCommand.lower(judged.verdict().reason()),
          judged.verdict().staysUntil().map(BackupCommand::time));
    }
  }

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      Preview preview =
          session
              .administration()
              .retaining()
              .preview()
              .preview(session.authority(), new Query(id, policy.policy()))
              .orElseThrow(() -> new CommandFailure("there is no system \"%s\"".formatted(id)));
      List<PrintedBackup> backups = preview.backups().stream().map(PrintedBackup::of).toList();
      json.print(
          context.out(),
          new Printed(RetentionPrinted.of(preview.policy()), backups),
          () -> print(backups));
      RetentionPrinted.warn(context.err(), preview.policy());
    }
    return 0;
  }

  private void print(List<PrintedBackup> backups) {
    var table =
        new Table(
            Column.whole("ID"), Column.whole("RECEIVED"), Column.whole("STAYS"), Column.cut("WHY"));
    for (PrintedBackup backup : backups) {
      table.row(
          backup.id(),
          backup.receivedAt(),
          backup.stays() ? "yes" : "no",
          backup.reason().replace('_', ' ')
              + backup.staysUntil().map(at -> ", until " + at).orElse(""));
    }
    table.print(context.out());
    long going = backups.stream().filter(backup -> !backup.stays()).count();
    context.out().println("%d of %d would go.".formatted(going, backups.size()));
  }
}
