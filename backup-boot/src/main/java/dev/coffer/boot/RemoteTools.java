package dev.coffer.boot;

import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.adapter.remote.RemoteVault;
import dev.coffer.application.FleetTools;
import dev.coffer.boot.Wiring.FleetSession;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import java.util.Optional;
import java.util.UUID;

/** The tools of a vault elsewhere; all that they may do is decided there. */
record RemoteTools(RemoteVault vault) implements FleetSession {

  private static final Operator WHOEVER_HAS_THE_KEY =
      new Operator(new UUID(0, 0), Role.READER, Optional.empty());

  static RemoteTools open(RemoteConfig config) {
    return new RemoteTools(new RemoteVault(config));
  }

  @Override
  public FleetTools tools() {
    return new FleetTools(vault, vault, vault, vault);
  }

  @Override
  public Operator operator() {
    return WHOEVER_HAS_THE_KEY;
  }

  @Override
  public void close() {
    vault.close();
  }
}
