package dev.coffer.adapter.cli.credential;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.UserError;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The credentials of a system, without their secrets. */
@Command(
    name = "list",
    description = "List the credentials of a system, newest first. Times are UTC.")
final class CredentialListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  CredentialListCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one. */
  record CredentialLine(
      String id,
      List<String> scopes,
      String state,
      String createdAt,
      Optional<String> expiresAt,
      Optional<String> revokedAt,
      Optional<String> lastUsedAt) {

    static CredentialLine of(CredentialFacts facts) {
      return new CredentialLine(
          facts.credential().id().toString(),
          facts.credential().scopes().stream().sorted().map(Fields::lower).toList(),
          state(facts),
          Fields.time(facts.createdAt()),
          facts.credential().expiresAt().map(Fields::time),
          facts.revokedAt().map(Fields::time),
          facts.lastUsedAt().map(Fields::time));
    }

    private static String state(CredentialFacts facts) {
      if (facts.works()) {
        return "active";
      }
      return facts.revokedAt().isPresent() ? "revoked" : "expired";
    }
  }

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      List<CredentialLine> printed =
          session
              .systemCredentials()
              .list(session.authority(), id)
              .orElseThrow(() -> new UserError("there is no system \"%s\"".formatted(id)))
              .stream()
              .map(CredentialLine::of)
              .toList();
      json.print(context.out(), printed, () -> print(printed));
    }
    return 0;
  }

  private void print(List<CredentialLine> credentials) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("STATE"),
            Column.whole("LAST USED"),
            Column.cut("SCOPES"));
    for (CredentialLine credential : credentials) {
      table.row(
          credential.id(),
          credential.state(),
          credential.lastUsedAt().orElse("never"),
          String.join(",", credential.scopes()));
    }
    table.print(context.out());
  }
}
