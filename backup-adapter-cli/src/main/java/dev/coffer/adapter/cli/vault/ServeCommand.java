package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.ConfigOptions;
import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.adapter.cli.VaultAccess.RunningVault;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coffer serve}: runs the vault until SIGTERM. */
@Command(
    name = "serve",
    description =
        "Run the vault until SIGTERM or Ctrl-C. Without options: an embedded index and a local drive.")
public final class ServeCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 = any free port (COFFER_PORT). Default: 8080")
  private @Nullable String port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (COFFER_SERVER_HOST). Default: 127.0.0.1")
  private @Nullable String host;

  /** Also read by the program's first step, since a wrong option is reported in this format. */
  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      description =
          "text or json, for everything on standard error (COFFER_LOG_FORMAT). Default: text")
  private @Nullable String log;

  private ServeCommand(CommandContext context) {
    this.context = context;
  }

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new ServeCommand(context));
  }

  @Override
  public Integer call() {
    try (var vault = serving().serve()) {
      var closing = new Thread(vault::close, "shutdown");
      Runtime.getRuntime().addShutdownHook(closing);
      announce(vault);
      vault.awaitEnd();
    }
    return 0;
  }

  private LocalVault serving() {
    return ConfigOptions.warned(context, context.vaults().toServe(arguments()));
  }

  private ConfigArguments arguments() {
    ConfigArguments shared = options.arguments();
    return new ConfigArguments(
        shared.file(),
        shared.data(),
        Optional.ofNullable(host),
        Optional.ofNullable(port),
        Optional.ofNullable(log));
  }

  private void announce(RunningVault vault) {
    vault.created().ifPresent(made -> FirstStartMessage.print(context.out(), made, vault.url()));
    vault.metricsUrl().ifPresent(url -> context.out().println("metrics on " + url));
    // The last line: scripts wait for it.
    context.out().println("coffer is ready on " + vault.url());
    context.out().flush();
  }
}
