package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.domain.access.ApiKey;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--with-made",
      description =
          "Also revoke all keys that were created with this key, directly or indirectly. Works for "
              + "a key that is already revoked, too.")
  private boolean withMade;

  KeyRevokeCommand(CommandContext context) {
    this.context = context;
  }

  /** A key that the revoked one has made, or one that such a key has made. */
  record MadeKey(String id, String name) {}

  /** What {@code --json} prints. */
  record RevokedKey(String id, String name, List<MadeKey> made, boolean madeRevoked) {}

  @Override
  public Integer call() {
    try (var session = options.open(context)) {
      List<ApiKey> keys =
          session.apiKeys().list(session.authority()).stream().map(ApiKeys.Row::key).toList();
      ApiKey key = find(keys);
      session.apiKeys().revoke(session.authority(), key.id());
      List<MadeKey> made = made(keys, key);
      if (withMade) {
        session.apiKeys().revokeMade(session.authority(), key.id());
      }
      print(new RevokedKey(key.id().toString(), key.name(), made, withMade));
    }
    return 0;
  }

  private static List<MadeKey> made(List<ApiKey> keys, ApiKey maker) {
    Set<UUID> makers = new HashSet<>(Set.of(maker.id()));
    // The oldest is first: a maker comes before what it has made.
    keys.stream()
        .filter(key -> key.madeBy().filter(makers::contains).isPresent())
        .forEach(key -> makers.add(key.id()));
    return keys.stream()
        .filter(key -> makers.contains(key.id()) && !key.id().equals(maker.id()))
        .filter(key -> key.revokedAt().isEmpty())
        .map(key -> new MadeKey(key.id().toString(), key.name()))
        .toList();
  }

  /** A whole name comes before the beginning of an id. What was revoked may have made keys. */
  private ApiKey find(List<ApiKey> all) {
    List<ApiKey> keys = all.stream().filter(key -> withMade || key.revokedAt().isEmpty()).toList();
    List<ApiKey> sameName = keys.stream().filter(key -> key.name().equals(named)).toList();
    return switch (sameName.size()) {
      case 0 -> findById(keys);
      case 1 -> sameName.getFirst();
      default ->
          throw new UserError(
              "%d keys have the name \"%s\". Give the id, as in %s."
                  .formatted(sameName.size(), named, sameName.getFirst().id()));
    };
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
    json.print(context.out(), printed, () -> describe(printed));
  }

  private void describe(RevokedKey printed) {
    context.out().println("The key %s (%s) is revoked.".formatted(printed.name(), printed.id()));
    if (printed.made().isEmpty()) {
      return;
    }
    String names = printed.made().stream().map(MadeKey::name).collect(Collectors.joining(", "));
    if (printed.madeRevoked()) {
      context.out().println("The keys that it made are revoked as well: %s".formatted(names));
    } else {
      context
          .out()
          .println(
              "It made keys that are not revoked: %s. To revoke them as well: coffer key revoke %s --with-made"
                  .formatted(names, printed.id()));
    }
  }
}
