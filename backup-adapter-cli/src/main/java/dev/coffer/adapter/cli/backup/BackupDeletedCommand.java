package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.PausedDeletion;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.domain.Units;
import dev.coffer.domain.backup.DeletedBackup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Page after page, each printed before the next is read. */
@Command(
    name = "deleted",
    description = {
      "List deleted backups that can still be restored, last deleted first. Times are UTC.",
      "--json prints one line for each backup."
    })
final class BackupDeletedCommand implements Callable<Integer> {

  private static final int LARGEST_PAGE = 500;

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Arguments.Positive.class,
      description = "The largest number of backups to list. Default: 50")
  private int limit = 50;

  BackupDeletedCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one; times in whole seconds. */
  record DeletedLine(
      String id,
      String system,
      String organization,
      long number,
      String filename,
      long sizeBytes,
      String receivedAt,
      String deletedAt,
      String purgeAfter,
      boolean purging) {

    static DeletedLine of(DeletedBackup deleted) {
      return new DeletedLine(
          deleted.backup().id().toString(),
          deleted.systemId().value(),
          deleted.organization(),
          deleted.backup().number(),
          deleted.backup().filename().value(),
          deleted.backup().size().bytes(),
          Fields.time(deleted.backup().receivedAt()),
          Fields.time(deleted.deletedAt()),
          Fields.time(deleted.purgeAfter()),
          deleted.purging());
    }
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      new PausedDeletion(context, session.retention(), session.authority())
          .report("No data of deleted backups is removed now, even if it is due.");
      int left = limit;
      var query = new PageQuery(Optional.empty(), Math.min(left, LARGEST_PAGE));
      List<DeletedBackup> page;
      do {
        page = session.deletions().page(session.authority(), query);
        List<DeletedBackup> shown = page.stream().limit(left).toList();
        print(shown);
        left -= shown.size();
        query = page.isEmpty() ? query : query.after(page.getLast());
      } while (left > 0 && page.size() == query.max());
    }
    return 0;
  }

  private void print(List<DeletedBackup> page) {
    if (json.isAsked()) {
      page.forEach(deleted -> context.out().println(JsonOption.document(DeletedLine.of(deleted))));
      return;
    }
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("SIZE"),
            Column.whole("PURGED AT"),
            Column.cutInTheMiddle("SYSTEM"));
    for (DeletedBackup deleted : page) {
      table.row(
          deleted.backup().id().toString(),
          Units.briefly(deleted.backup().size()),
          deleted.purging() ? "now" : Fields.time(deleted.purgeAfter()),
          deleted.systemId().value());
    }
    table.print(context.out());
  }
}
