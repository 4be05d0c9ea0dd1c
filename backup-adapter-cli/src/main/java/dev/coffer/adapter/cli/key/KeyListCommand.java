package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.tenancy.ApiKeys.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every key with its state. */
@Command(name = "list", description = "List all API keys, oldest first. Times are UTC.")
final class KeyListCommand implements Callable<Integer> {

  private static final int SHORT_ID = 8;
  private static final int WHOLE_ID = 36;
  private static final int DATE = 10;

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  KeyListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one. */
  record KeyLine(
      String id,
      String name,
      String role,
      String state,
      Optional<String> organization,
      Optional<String> madeBy,
      String createdAt,
      Optional<String> expiresAt,
      Optional<String> revokedAt) {

    static KeyLine of(Row row) {
      return new KeyLine(
          row.key().id().toString(),
          row.key().name(),
          Fields.lower(row.key().role()),
          state(row),
          row.key().organization(),
          row.key().madeBy().map(UUID::toString),
          Fields.time(row.key().createdAt()),
          row.key().expiresAt().map(Fields::time),
          row.key().revokedAt().map(Fields::time));
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
      List<KeyLine> keys =
          session.apiKeys().list(session.authority()).stream().map(KeyLine::of).toList();
      json.print(context.out(), keys, () -> print(keys));
    }
    return 0;
  }

  private void print(List<KeyLine> keys) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.cut("NAME"),
            Column.whole("ROLE"),
            Column.whole("STATE"),
            Column.whole("EXPIRES"),
            Column.cut("SEES"),
            Column.cut("MADE BY"));
    int idLength = idLength(keys);
    Map<String, String> names =
        keys.stream().collect(Collectors.toMap(KeyLine::id, KeyLine::name, (one, _) -> one));
    for (KeyLine key : keys) {
      table.row(
          key.id().substring(0, idLength),
          key.name(),
          key.role(),
          key.state(),
          key.expiresAt().map(at -> at.substring(0, DATE)).orElse("never"),
          key.organization().orElse("all"),
          key.madeBy().map(id -> names.getOrDefault(id, id)).orElse("-"));
    }
    table.print(context.out());
  }

  /** Ids are random, so their beginnings very probably differ, and are enough for a revocation. */
  private static int idLength(List<KeyLine> keys) {
    List<String> ids = keys.stream().map(KeyLine::id).distinct().toList();
    boolean isEnough =
        ids.stream().map(id -> id.substring(0, SHORT_ID)).distinct().count() == ids.size();
    return isEnough ? SHORT_ID : WHOLE_ID;
  }
}
