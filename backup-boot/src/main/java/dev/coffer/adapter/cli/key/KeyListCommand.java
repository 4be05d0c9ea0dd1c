package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.adapter.cli.backup.BackupCommand;
import dev.coffer.application.tenancy.ListApiKeys.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every key with its state. */
@Command(name = "list", description = "List all API keys, the oldest first. Times are UTC.")
public final class KeyListCommand implements Callable<Integer> {

  private static final int SHORT_ID = 8;
  private static final int WHOLE_ID = 36;
  private static final int DATE = 10;

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  public KeyListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one. */
  record Printed(
      String id,
      String name,
      String role,
      String state,
      Optional<String> organization,
      String createdAt,
      Optional<String> expiresAt,
      Optional<String> revokedAt) {

    static Printed of(Row row) {
      return new Printed(
          row.key().id().toString(),
          row.key().name(),
          BackupCommand.lower(row.key().role()),
          state(row),
          row.key().organization(),
          BackupCommand.time(row.key().createdAt()),
          row.key().expiresAt().map(BackupCommand::time),
          row.key().revokedAt().map(BackupCommand::time));
    }

    private static String state(Row row) {
      if (row.works()) {
        return "active";
      }
      return row.key().revokedAt().isPresent() ? "revoked" : "expired";
    }
  }

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<Printed> keys =
          session.administration().listApiKeys().list(session.authority()).stream()
              .map(Printed::of)
              .toList();
      json.print(context.out(), keys, () -> print(keys));
    }
    return 0;
  }

  private void print(List<Printed> keys) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.cut("NAME"),
            Column.whole("ROLE"),
            Column.whole("STATE"),
            Column.whole("EXPIRES"),
            Column.cut("SEES"));
    int idLength = idLength(keys);
    for (Printed key : keys) {
      table.row(
          key.id().substring(0, idLength),
          key.name(),
          key.role(),
          key.state(),
          key.expiresAt().map(at -> at.substring(0, DATE)).orElse("never"),
          key.organization().orElse("all"));
    }
    table.print(context.out());
  }

  /** Ids are random: in all likelihood their beginnings tell keys apart, also for a revocation. */
  private static int idLength(List<Printed> keys) {
    List<String> ids = keys.stream().map(Printed::id).distinct().toList();
    boolean isEnough =
        ids.stream().map(id -> id.substring(0, SHORT_ID)).distinct().count() == ids.size();
    return isEnough ? SHORT_ID : WHOLE_ID;
  }
}
