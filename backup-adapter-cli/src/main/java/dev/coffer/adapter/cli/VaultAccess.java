package dev.coffer.adapter.cli;

import dev.coffer.application.UserError;
import dev.coffer.application.VaultUrl;
import dev.coffer.application.access.VaultKeys;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The vaults that commands work on: the local one, which the configuration describes, or a remote
 * one. The program that offers the command line implements this port. Each method throws a {@link
 * UserError} or a {@link StorageException} for a failure that the user can fix.
 */
public interface VaultAccess {

  /** Checks the configuration without using it. */
  ConfigCheck check(ConfigArguments arguments);

  /**
   * Reads the configuration and opens nothing yet.
   *
   * @throws UserError with all problems of the configuration at once
   */
  LocalVault local(ConfigArguments arguments);

  /**
   * As {@link #local}, and from now on everything is logged as the configuration says, its own
   * problems too.
   */
  LocalVault toServe(ConfigArguments arguments);

  /** A remote vault, over its operator API; connects with the first call of a use case. */
  FleetSession remote(RemoteAddress address);

  /**
   * The options that change the configuration, as the user typed them; an option that was not given
   * is empty.
   */
  record ConfigArguments(
      Optional<Path> file,
      Optional<String> data,
      Optional<String> host,
      Optional<String> port,
      Optional<String> log) {}

  /** Where a remote vault is, and the key to it. */
  record RemoteAddress(VaultUrl url, Secret apiKey, Optional<Path> caFile) {}

  /** Whether a configuration can be used. */
  sealed interface ConfigCheck {

    record Valid(ConfigFacts facts) implements ConfigCheck {}

    /**
     * It cannot.
     *
     * @param message all problems, as they are shown to people
     */
    record Invalid(String message, List<String> problems) implements ConfigCheck {}
  }

  /**
   * A valid configuration, as far as commands need it.
   *
   * @param url of the main listener, on the configured port
   * @param metricsUrl empty without an admin listener
   * @param index "embedded", or the JDBC URL without secrets
   * @param data the data directory, absolute
   * @param drives the primary first
   * @param warnings one sentence each
   */
  record ConfigFacts(
      String url,
      Optional<String> metricsUrl,
      String index,
      Path data,
      List<ConfiguredDrive> drives,
      List<String> warnings) {}

  /**
   * A drive of the configuration.
   *
   * @param probed whether a check of all drives includes it
   */
  record ConfiguredDrive(String label, String provider, boolean probed) {}

  /** The vault that the configuration describes. */
  interface LocalVault {

    ConfigFacts facts();

    /** Starts the whole vault, and returns when it serves requests. */
    RunningVault serve();

    /** Opens the index, whether or not a server is running. */
    AdministrationSession open();

    /** Opens the backups of all systems, whether or not a server is running. */
    FleetSession openFleet();

    /**
     * Returns the public keys of the vault that verify reports, by id. Opens nothing but the keys.
     */
    Map<String, PublicKey> reportKeys();

    /** The keys of the vault. Only {@link VaultKeys#list} and a removal open the index. */
    VaultKeys keys();

    /** How to reach the index with other tools; empty when nothing runs it at the moment. */
    Optional<IndexAccess> index();

    /** Brings the schema of the index up to date and returns how many migrations were applied. */
    int migrate();

    /**
     * Writes a dump of the index, whether or not a server is running.
     *
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    IndexDump dump(OutputStream target);

    /** Reads all of a dump and compares it with its signature; needs the keys alone. */
    IndexDump checkDump(Path file);

    /**
     * Restores a dump while no server is running.
     *
     * @param replaced the number of backups of an index that is not empty, if these go
     */
    RestoredIndex restore(Path file, OptionalLong replaced);

    /** Copies the index into the empty one of another configuration. */
    RestoredIndex move(ConfigArguments target);

    /** Tests a configured drive by writing, reading and removing an object of its own. */
    DriveProbe.Report check(String label);
  }

  /**
   * What was restored.
   *
   * @param missingRoles roles that had rights and that the new server does not have
   */
  record RestoredIndex(IndexDump dump, List<String> missingRoles) {}

  /** A vault that serves requests. */
  interface RunningVault extends AutoCloseable {

    /** Of the main listener, with the port that was really taken. */
    String url();

    /** Of the admin listener; empty without one. */
    Optional<String> metricsUrl();

    /** The files that this start created, if the vault is new. */
    Optional<NewVault> created();

    /**
     * Waits until the vault was closed.
     *
     * @throws UserError when it ended on its own, for example with its index
     */
    void awaitEnd();

    /** Ends it in order: requests in progress may finish. Closing again does nothing. */
    @Override
    void close();
  }

  /**
   * The files of a new vault, by absolute path.
   *
   * @param system the first system
   * @param systemFile its credentials, for {@code curl --netrc-file}
   * @param operatorKeyFile the first operator's API key
   * @param keyFile the keys of the vault, where the configuration does not hold them
   */
  record NewVault(SystemId system, Path systemFile, Path operatorKeyFile, Optional<Path> keyFile) {}

  /** The use cases of the local vault, for the time of one command. */
  interface AdministrationSession extends AutoCloseable {

    Organizations organizations();

    Systems systems();

    SystemCredentials systemCredentials();

    ApiKeys apiKeys();

    Usage usage();

    AuditEvents auditEvents();

    DriveAdministration drives();

    Copies copies();

    RetentionPolicies retention();

    Deletions deletions();

    Erasures erasures();

    /** On whose behalf they are asked. */
    Authority authority();

    @Override
    void close();
  }

  /** The backups of all systems, for the time of one command. */
  interface FleetSession extends AutoCloseable {

    Fleet fleet();

    Downloads downloads();

    /** On whose behalf they are asked. */
    Authority authority();

    @Override
    void close();
  }

  /**
   * How a DBA connects.
   *
   * @param jdbcUrl without the password
   * @param passwordFile the file with the password; empty when the configuration holds it
   * @param psql a line for a shell
   */
  record IndexAccess(String jdbcUrl, String user, Optional<Path> passwordFile, String psql) {}
}
