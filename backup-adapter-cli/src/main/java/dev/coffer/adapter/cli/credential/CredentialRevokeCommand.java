package dev.coffer.adapter.cli.credential;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** From the next request on. */
@Command(
    name = "revoke",
    description =
        "Revoke one credential of a system permanently. The next request with it is refused.")
final class CredentialRevokeCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(index = "0", paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "The credential's id, as shown by credential list.")
  private @Nullable UUID id;

  CredentialRevokeCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RevokedCredential(String key, String id) {}

  @Override
  public Integer call() {
    SystemId system = Objects.requireNonNull(key);
    UUID credential = Objects.requireNonNull(id);
    try (var session = options.open(context)) {
      if (!session.systemCredentials().revoke(session.authority(), system, credential)) {
        throw new UserError(
            "system \"%2$s\" has no credential \"%1$s\"".formatted(credential, system));
      }
    }
    json.print(
        context.out(),
        new RevokedCredential(system.value(), credential.toString()),
        () -> context.out().println("The credential %s is revoked.".formatted(credential)));
    return 0;
  }
}
