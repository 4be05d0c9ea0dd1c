package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultAccess.RemoteAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** The options of every command that works on the local vault or on a remote one. */
public final class VaultOptions {

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final RemoteOptions remote = new RemoteOptions();

  public FleetSession open(CommandContext context) {
    Optional<RemoteAddress> address = remote.read(context.environment());
    if (address.isEmpty()) {
      return config.vault(context).openFleet();
    }
    if (address.get().url().isPlainHttp() && !isThisMachine(address.get().url().uri().getHost())) {
      context.err().println("warning: without https, others on the network can read the API key");
    }
    return context.vaults().remote(address.get());
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Reported when it is connected to.
      return true;
    }
  }
}
