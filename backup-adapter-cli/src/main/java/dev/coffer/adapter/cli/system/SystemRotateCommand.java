package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.SecretOutput;
import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.application.UserError;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a system a new secret. */
@Command(
    name = "rotate",
    description = "Create a new secret for a system and print it. It cannot be shown again.")
final class SystemRotateCommand implements Callable<Integer> {

  /** Long enough to reach an appliance that is visited once a week. */
  private static final Duration DEFAULT_OVERLAP = Duration.ofDays(7);

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SecretOutput secretOutput = new SecretOutput();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  @Option(
      names = "--overlap",
      paramLabel = "DURATION",
      description = "How long the old secret stays valid; 0 = revoke it immediately. Default: 7d")
  private Duration overlap = DEFAULT_OVERLAP;

  SystemRotateCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record RotatedSecret(String key, String secret, long overlapSeconds) {}

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      secretOutput.unlessRefused(() -> rotate(session, id));
    }
    context.err().println("The vault does not store the secret and cannot show it again.");
    return 0;
  }

  private void rotate(AdministrationSession session, SystemId id) {
    boolean rotated =
        session
            .systemCredentials()
            .rotate(session.authority(), id, overlap, secret -> handOver(id, secret))
            .isPresent();
    if (!rotated) {
      throw new UserError("there is no system \"%s\"".formatted(id));
    }
  }

  private void handOver(SystemId id, Secret secret) {
    var printed = new RotatedSecret(id.value(), secret.value(), overlap.toSeconds());
    secretOutput.handOver(
        context,
        json,
        printed,
        "key     %s\nsecret  %s\n".formatted(printed.key(), printed.secret()));
  }
}
