package dev.coffer.adapter.cli;

import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.boot.Wiring.FleetSession;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/**
 * The options of every command that speaks to the vault of the configuration or to one elsewhere.
 */
public final class VaultOptions {

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final RemoteOptions remote = new RemoteOptions();

  public FleetSession open(CommandContext context) {
    Optional<RemoteConfig> elsewhere = remote.read(context.environment());
    if (elsewhere.isEmpty()) {
      return context.wiring().fleet().open(config.read(context));
    }
    if (elsewhere.get().isOpen() && !isThisMachine(elsewhere.get().url().getHost())) {
      context.err().println("warning: without https the API key can be read on its way");
    }
    return context.wiring().remote().open(elsewhere.get());
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Told where it is connected to.
      return true;
    }
  }
}
