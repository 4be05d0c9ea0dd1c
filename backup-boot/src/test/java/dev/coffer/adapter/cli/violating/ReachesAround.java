package dev.coffer.adapter.cli.violating;

import dev.coffer.adapter.postgres.violating.SpeaksHttp;
import dev.coffer.boot.Main;
import java.util.Optional;
import java.util.UUID;

/**
 * A command that goes past its port: to boot, to another adapter, to random ids and the console.
 */
public final class ReachesAround {

  public Optional<Main> boot = Optional.empty();
  public Optional<SpeaksHttp> another = Optional.empty();

  public void run() {
    System.out.println(UUID.randomUUID());
  }
}
