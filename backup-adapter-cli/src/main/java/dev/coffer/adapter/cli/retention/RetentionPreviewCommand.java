package dev.coffer.adapter.cli.retention;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.UserError;
import dev.coffer.application.retention.RetentionPolicies.Preview;
import dev.coffer.application.retention.RetentionPolicies.PreviewQuery;
import dev.coffer.application.retention.RetentionPolicies.PreviewedBackup;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Each backup of a system: stays or goes, when, and why. */
@Command(
    name = "preview",
    description = {
      "Show which backups of a system a policy would keep or delete, and why. Nothing is deleted.",
      "Without policy options, the system's current policy is used."
    })
final class RetentionPreviewCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final RetentionOptions policy = new RetentionOptions();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  RetentionPreviewCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record PreviewReport(SequencedMap<String, Object> policy, List<PreviewLine> backups) {}

  /** Of one; staysUntil: before when it does not go in any case, where that is known. */
  record PreviewLine(
      String id,
      String receivedAt,
      long sizeBytes,
      boolean stays,
      String reason,
      Optional<String> staysUntil) {

    static PreviewLine of(PreviewedBackup previewed) {
      return new PreviewLine(
          previewed.backup().id().toString(),
          Fields.time(previewed.backup().receivedAt()),
          previewed.backup().size().bytes(),
          previewed.verdict().stays(),
          Fields.lower(previewed.verdict().reason()),
          previewed.verdict().staysUntil().map(Fields::time));
    }
  }

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      Preview preview =
          session
              .retention()
              .preview(session.authority(), new PreviewQuery(id, policy.policy()))
              .orElseThrow(() -> new UserError("there is no system \"%s\"".formatted(id)));
      List<PreviewLine> backups = preview.backups().stream().map(PreviewLine::of).toList();
      json.print(
          context.out(),
          new PreviewReport(ShownPolicy.json(preview.policy()), backups),
          () -> print(backups));
      ShownPolicy.warn(context.err(), preview.policy());
    }
    return 0;
  }

  private void print(List<PreviewLine> backups) {
    var table =
        new Table(
            Column.whole("ID"), Column.whole("RECEIVED"), Column.whole("STAYS"), Column.cut("WHY"));
    for (PreviewLine backup : backups) {
      table.row(
          backup.id(),
          backup.receivedAt(),
          backup.stays() ? "yes" : "no",
          backup.reason().replace('_', ' ')
              + backup.staysUntil().map(at -> ", until " + at).orElse(""));
    }
    table.print(context.out());
    long going = backups.stream().filter(backup -> !backup.stays()).count();
    context.out().println("%d of %d would be deleted.".formatted(going, backups.size()));
  }
}
