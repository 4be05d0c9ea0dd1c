package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.adapter.remote.RemoteVault;
import dev.coffer.application.FleetTools;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import java.util.Optional;
import java.util.UUID;

/** The tools of a remote vault, which alone decides what they may do. */
record RemoteSession(RemoteVault vault) implements FleetSession {

  /** Never looked at: the remote vault knows the operator by the API key. */
  private static final Operator UNUSED =
      new Operator(new UUID(0, 0), Role.READER, Optional.empty());

  static RemoteSession open(RemoteConfig config) {
    return new RemoteSession(new RemoteVault(config));
  }

  @Override
  public FleetTools tools() {
    return new FleetTools(vault, vault, vault, vault);
  }

  @Override
  public Operator operator() {
    return UNUSED;
  }

  @Override
  public void close() {
    vault.close();
  }
}
