package dev.coffer.adapter.cli.key;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.SecretOutput;
import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.ApiKeys.Added;
import dev.coffer.domain.Units;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Role;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key and prints it, once. */
@Command(name = "add", description = "Add an API key and print it. It cannot be shown again.")
final class KeyAddCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SecretOutput secretOutput = new SecretOutput();

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the key: its owner or purpose, 1 to 64 characters.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      completionCandidates = Arguments.Roles.class,
      description =
          "reader (metadata only), operator (also downloads, retries and deletion) or admin "
              + "(everything).")
  private @Nullable Role role;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "Limit the key to this organization. Default: all")
  private @Nullable String organization;

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "How long the key is valid, as in 90d. Default: 0, no limit")
  private Duration expires = Duration.ZERO;

  KeyAddCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints; 0 seconds: never. */
  record AddedKey(
      String id,
      String name,
      String key,
      String role,
      Optional<String> organization,
      long expiresInSeconds) {}

  @Override
  public Integer call() {
    Arguments.checked(name, ApiKey::name);
    var command =
        new ApiKeys.AddCommand(
            name, Objects.requireNonNull(role), Optional.ofNullable(organization), lifetime());
    try (var session = options.open(context)) {
      secretOutput.unlessRefused(() -> add(session, command));
    }
    return 0;
  }

  private void add(AdministrationSession session, ApiKeys.AddCommand command) {
    switch (session
        .apiKeys()
        .add(session.authority(), command, added -> handOver(command, added))) {
      case ApiKeys.NotPermitted() ->
          throw new UserError("you are not permitted to add keys for all organizations");
      case ApiKeys.NameTaken() ->
          throw new UserError(
              ("an API key named \"%s\" already exists. Choose another name, or revoke that key "
                      + "first: coffer key revoke")
                  .formatted(name));
      case ApiKeys.UnknownOrganization() ->
          throw new UserError("there is no organization \"%s\"".formatted(organization));
      case ApiKeys.OutlivesMaker(var until) ->
          throw new UserError(
              "--expires: the key that makes it expires at %s. Give a shorter time."
                  .formatted(Fields.time(until)));
      case Added _ ->
          context.err().println("The vault does not store the key and cannot show it again.");
    }
  }

  private Duration lifetime() {
    if (expires.compareTo(ApiKeys.LONGEST_LIFE) > 0) {
      throw new UserError(
          "--expires: \"%s\" (expected: at most %s)"
              .formatted(Units.forPeople(expires), Units.forPeople(ApiKeys.LONGEST_LIFE)));
    }
    return expires;
  }

  private void handOver(ApiKeys.AddCommand command, Added added) {
    var printed =
        new AddedKey(
            added.id().toString(),
            command.name(),
            added.key().value(),
            Fields.lower(command.role()),
            command.organization(),
            command.lifetime().toSeconds());
    secretOutput.handOver(
        context, json, printed, "id   %s\nkey  %s\n".formatted(printed.id(), printed.key()));
  }
}
