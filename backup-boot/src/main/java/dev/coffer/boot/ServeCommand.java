package dev.coffer.boot;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.ConfigOptions;
import dev.coffer.boot.Wiring.RunningVault;
import dev.coffer.boot.config.VaultConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the vault until it is told to end. */
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
      description = "Port to listen on, 0 for any free one (COFFER_PORT). Default: 8080")
  private @Nullable String port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (COFFER_SERVER_HOST). Default: 127.0.0.1")
  private @Nullable String host;

  public ServeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    VaultConfig config = options.read(context, settings());
    context.logging().accept(config.log());
    var firstStart = new FirstStart(config.files(), context.identifiers());
    var isNew = new AtomicBoolean();
    try (var vault =
        context
            .wiring()
            .server()
            .start(
                config,
                administration ->
                    isNew.set(firstStart.initialise(administration.initialiseVault())))) {
      var closing = new Thread(vault::close, "shutdown");
      Runtime.getRuntime().addShutdownHook(closing);
      announce(config, vault, isNew.get());
      vault.awaitEnd();
    }
    return 0;
  }

  private Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    if (host != null) {
      settings.put("server.host", host);
    }
    if (port != null) {
      settings.put("server.port", port);
    }
    return settings;
  }

  private void announce(VaultConfig config, RunningVault vault, boolean isNew) {
    String url = config.server().url(vault.port());
    if (isNew) {
      Welcome.print(context.out(), config, url);
    }
    vault
        .adminPort()
        .ifPresent(port ->
            context.out().println("metrics on " + config.server().adminUrl(port) + "/metrics"));
    // The last line: scripts wait for it.
    context.out().println("coffer is ready on " + url);
    context.out().flush();
  }
}
