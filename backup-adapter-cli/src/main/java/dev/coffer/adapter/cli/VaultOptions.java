package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultAccess.RemoteAddress;
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
    return context.vaults().remote(address.get());
  }
}
