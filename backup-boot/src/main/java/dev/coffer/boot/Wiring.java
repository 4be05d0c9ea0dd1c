package dev.coffer.boot;

import dev.coffer.adapter.cli.CommandFailure;
import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.application.Custody;
import dev.coffer.application.FleetTools;
import dev.coffer.application.VaultUseCases.Administration;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What the commands need of the rest of the program. Each throws a {@link CommandFailure}, a
 * StorageException or one of the adapters' own for what an operator can mend.
 *
 * @param server runs the vault
 * @param administration reaches the registry
 * @param fleet reaches what all systems have uploaded
 * @param remote the same, of a vault elsewhere
 * @param index finds the index
 * @param migration changes its schema
 * @param drives tries drives out
 */
public record Wiring(
    ServerStart server,
    AdministrationStart administration,
    FleetStart fleet,
    RemoteStart remote,
    IndexLookup index,
    IndexMigration migration,
    DriveProbes drives) {

  /** Starts the whole vault. */
  @FunctionalInterface
  interface ServerStart {

    /**
     * Returns when requests are served.
     *
     * @param beforeListening called once, with the index ready and the port not yet open, so that
     *     who sees the vault answer also finds its first system
     */
    RunningVault start(VaultConfig config, Consumer<Administration> beforeListening);
  }

  /** A vault that serves. */
  interface RunningVault extends AutoCloseable {

    /** Really taken, also where port 0 was asked for. */
    int port();

    /** That of the admin listener; empty where there is none. */
    OptionalInt adminPort();

    /**
     * Waits until the vault was closed.
     *
     * @throws CommandFailure when it ended by itself, for example with its index
     */
    void awaitEnd();

    /** Ends it in order, which lets requests in progress finish. Closing again does nothing. */
    @Override
    void close();
  }

  /** Reaches the registry beside a running server, or without one. */
  @FunctionalInterface
  public interface AdministrationStart {

    AdministrationSession open(VaultConfig config);
  }

  /** The registry for the time of one command. */
  public interface AdministrationSession extends AutoCloseable {

    Administration administration();

    Custody custody();

    /** On whose behalf the custody is asked. */
    Operator operator();

    /** On whose behalf it is asked. */
    Authority authority();

    @Override
    void close();
  }

  /** Reaches the backups of all systems beside a running server, or without one. */
  @FunctionalInterface
  public interface FleetStart {

    FleetSession open(VaultConfig config);
  }

  /** Reaches the backups of all systems of a vault elsewhere. */
  @FunctionalInterface
  public interface RemoteStart {

    FleetSession open(RemoteConfig config);
  }

  /** The backups of all systems for the time of one command. */
  public interface FleetSession extends AutoCloseable {

    FleetTools tools();

    /** On whose behalf the tools are asked. */
    Operator operator();

    @Override
    void close();
  }

  /** Finds out how to reach the index by other tools. */
  @FunctionalInterface
  public interface IndexLookup {

    /** Empty when nobody runs it at the moment. */
    Optional<IndexAccess> find(VaultConfig config);
  }

  /** Brings the schema of the index up to date. */
  @FunctionalInterface
  public interface IndexMigration {

    /** Returns how many migrations were applied. */
    int migrate(VaultConfig config);
  }

  /** Finds out what drives are good for. */
  @FunctionalInterface
  public interface DriveProbes {

    /** For one drive; touches nothing yet. */
    DriveProbe probe(DriveConfig drive);
  }

  /**
   * How a DBA connects.
   *
   * @param jdbcUrl without the password
   * @param passwordFile where the password lies; empty when the operator gave it
   * @param psql a line for a shell
   */
  public record IndexAccess(
      String jdbcUrl, String user, Optional<Path> passwordFile, String psql) {}
}
