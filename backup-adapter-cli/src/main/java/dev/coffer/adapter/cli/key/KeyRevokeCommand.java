package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.domain.access.ApiKey;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** From the next request on. */
@Command(
    name = "revoke",
    description = "Revoke an API key permanently. The next request with it is refused.")
final class KeyRevokeCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "NAME-OR-ID",
      description = "The key's name, its id, or a unique beginning of its id.")
  private String named = "";

  KeyRevokeCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RevokedKey(String id, String name) {}

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      ApiKey key = find(session.apiKeys().list(session.authority()));
      session.apiKeys().revoke(session.authority(), key.id());
      print(new RevokedKey(key.id().toString(), key.name()));
    }
    return 0;
  }

  /** A whole name comes before the beginning of an id. */
  private ApiKey find(List<ApiKeys.Row> rows) {
    List<ApiKey> keys =
        rows.stream().map(ApiKeys.Row::key).filter(key -> key.revokedAt().isEmpty()).toList();
    return keys.stream()
        .filter(key -> key.name().equals(named))
        .findFirst()
        .orElseGet(() -> findById(keys));
  }

  private ApiKey findById(List<ApiKey> keys) {
    String beginning = named.toLowerCase(Locale.ROOT);
    List<ApiKey> found =
        keys.stream()
            .filter(key -> !beginning.isEmpty() && key.id().toString().startsWith(beginning))
            .toList();
    return switch (found.size()) {
      case 0 ->
          throw new UserError(
              "there is no API key \"%s\", or it is already revoked".formatted(named));
      case 1 -> found.getFirst();
      default ->
          throw new UserError(
              "the ids of %d keys begin with \"%s\". Give more of the id, as in %s."
                  .formatted(found.size(), named, found.getFirst().id()));
    };
  }

  private void print(RevokedKey printed) {
    json.print(
        context.out(),
        printed,
        () ->
            context
                .out()
                .println("The key %s (%s) is revoked.".formatted(printed.name(), printed.id())));
  }
}
