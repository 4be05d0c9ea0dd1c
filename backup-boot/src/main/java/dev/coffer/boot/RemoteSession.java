package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.adapter.remote.RemoteVault;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.download.Downloads;
import dev.coffer.domain.access.Authority;

/** The tools of a remote vault, which alone decides what they may do. */
record RemoteSession(RemoteVault vault) implements FleetSession {

  /** Never looked at: the remote vault knows the operator by the API key. */
  private static final Authority UNUSED = Authority.atCommandLine("remote");

  static RemoteSession open(RemoteConfig config) {
    return new RemoteSession(new RemoteVault(config));
  }

  @Override
  public Fleet fleet() {
    return vault;
  }

  @Override
  public Downloads downloads() {
    return vault;
  }

  @Override
  public Authority authority() {
    return UNUSED;
  }

  @Override
  public void close() {
    vault.close();
  }
}
