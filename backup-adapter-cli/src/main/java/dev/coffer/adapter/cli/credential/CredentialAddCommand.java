package dev.coffer.adapter.cli.credential;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.SecretOutput;
import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a system a second secret and prints it, once. */
@Command(
    name = "add",
    description =
        "Create a second secret for a system and print it, once. At most two are valid at a "
            + "time.")
final class CredentialAddCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SecretOutput secretOutput = new SecretOutput();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      split = ",",
      description =
          "What the secret permits: upload, list, download, delete, rotate. Default: "
              + "upload,list,download")
  private List<Scope> scopes = List.copyOf(Scope.APPLIANCE_DEFAULT);

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "How long the secret is valid, as in 90d. Default: 0, no limit")
  private Duration expires = Duration.ZERO;

  CredentialAddCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record AddedCredential(String key, String id, String secret) {}

  @Override
  public Integer call() {
    var command =
        new SystemCredentials.AddCommand(Objects.requireNonNull(key), Set.copyOf(scopes), expiry());
    try (var session = options.open(context)) {
      secretOutput.unlessRefused(() -> add(session, command));
    }
    return 0;
  }

  private void add(AdministrationSession session, SystemCredentials.AddCommand command) {
    SystemId id = command.id();
    switch (session
        .systemCredentials()
        .add(session.authority(), command, added -> handOver(id, added))) {
      case SystemCredentials.Added _ ->
          context.err().println("The vault does not store the secret and cannot show it again.");
      case SystemCredentials.UnknownSystem() ->
          throw new UserError("there is no system \"%s\"".formatted(id));
      case SystemCredentials.TooMany() ->
          throw new UserError(
              ("\"%2$s\" already has %1$d valid credentials. Revoke one of them first: coffer "
                      + "credential revoke")
                  .formatted(SystemCredentials.MOST_AT_ONCE, id));
    }
  }

  private Expiry expiry() {
    try {
      return new Expiry(expires);
    } catch (IllegalArgumentException e) {
      throw new UserError("--expires: " + e.getMessage());
    }
  }

  private void handOver(SystemId id, SystemCredentials.Added added) {
    var printed =
        new AddedCredential(id.value(), added.credential().toString(), added.secret().value());
    secretOutput.handOver(
        context,
        json,
        printed,
        "key     %s\nsecret  %s\n".formatted(printed.key(), printed.secret()));
  }
}
