package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.RevokeApiKey;
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
      switch (session.administration().revokeApiKey().revoke(session.authority(), named)) {
        case RevokeApiKey.Revoked(var key) ->
            print(new RevokedKey(key.id().toString(), key.name()));
        case RevokeApiKey.UnknownKey() ->
            throw new UserError(
                "there is no API key \"%s\", or it is already revoked".formatted(named));
        case RevokeApiKey.Ambiguous(var keys) ->
            throw new UserError(
                "the ids of %d keys begin with \"%s\". Give more of the id, as in %s."
                    .formatted(keys.size(), named, keys.getFirst().id()));
      }
    }
    return 0;
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
