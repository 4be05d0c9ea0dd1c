package dev.coffer.boot;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.application.Identifiers;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.SecretsConfig;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.domain.access.Secret;
import dev.coffer.embedded.DataDirectoryInUseException;
import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import dev.coffer.embedded.EmbeddedPostgresException;
import dev.coffer.embedded.IndexConnection;
import dev.coffer.embedded.IndexUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A PostgreSQL to connect to, and the keys that belong to it: the embedded one, which is started
 * here under the lock of the data directory, or one that somebody else runs.
 *
 * @param isOurs whether this process alone uses it
 * @param closing ends what was started
 */
record RunningIndex(PostgresConfig connection, Keyring keyring, boolean isOurs, Runnable closing)
    implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /**
   * Starts an embedded index, or connects to the configured one.
   *
   * @param onLoss called with the reason if an embedded index ends unexpectedly
   */
  static RunningIndex open(
      VaultConfig config, Identifiers identifiers, Clock clock, Consumer<String> onLoss) {
    return switch (config.index()) {
      case IndexConfig.External external -> connected(external, config);
      case IndexConfig.Embedded() ->
          translated(() ->
              openEmbedded(
                      config,
                      identifiers,
                      clock,
                      DataDirectoryLock.DEFAULT_TIMEOUT,
                      EmbeddedPostgres::start,
                      EmbeddedPostgres::close,
                      onLoss)
                  .usingNextKeys(config, clock));
    };
  }

  /** With the lock of the data directory, which says that no other server uses the keys. */
  private RunningIndex usingNextKeys(VaultConfig config, Clock clock) {
    if (config.secrets().isPresent()) {
      return this;
    }
    try {
      Keyring keys = KeyFile.useNext(config.files().keys(), clock);
      return new RunningIndex(connection, keys, isOurs, closing);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts an embedded index. */
  @FunctionalInterface
  private interface Start {
    EmbeddedPostgres start(
        EmbeddedPostgresConfig config, DataDirectoryLock lock, Supplier<String> newPassword);
  }

  private static RunningIndex connected(IndexConfig.External external, VaultConfig config) {
    return new RunningIndex(
        connection(external), config.secrets().orElseThrow().keyring(), false, () -> {});
  }

  /**
   * The index for a command on the vault's machine. If no server is running, an embedded index is
   * started for the duration of the command.
   */
  static RunningIndex forCommand(VaultConfig config, Identifiers identifiers, Clock clock) {
    if (config.index() instanceof IndexConfig.External external) {
      return connected(external, config);
    }
    requireVault(config);
    return translated(() -> servedOrStarted(config, identifiers, clock));
  }

  /**
   * The index for a command that must be the only process that uses it. An embedded index that does
   * not exist yet is made.
   *
   * @throws UserError if another process runs the embedded index, or the keys are missing
   */
  static RunningIndex alone(VaultConfig config, Identifiers identifiers, Clock clock) {
    if (config.index() instanceof IndexConfig.External external) {
      return connected(external, config);
    }
    if (!hasKeys(config)) {
      throw new UserError(
          "the key file \"%s\" is missing. Restore it from your copy first."
              .formatted(config.files().keys().toAbsolutePath()));
    }
    return translated(() -> startedForCommand(config, identifiers, clock));
  }

  private static RunningIndex startedForCommand(
      VaultConfig config, Identifiers identifiers, Clock clock) {
    return openEmbedded(
        config,
        identifiers,
        clock,
        LOOK_AGAIN,
        EmbeddedPostgres::startAsOwner,
        EmbeddedPostgres::closeAfterOthers,
        _ -> {});
  }

  /**
   * Another process that holds the data directory may be a server whose index is about to be ready,
   * or a command, whose index this one may use.
   */
  private static RunningIndex servedOrStarted(
      VaultConfig config, Identifiers identifiers, Clock clock) {
    for (Duration waited = Duration.ZERO; ; waited = waited.plus(LOOK_AGAIN)) {
      Optional<IndexUse> served = EmbeddedPostgres.use(EmbeddedPostgresConfig.under(config.data()));
      if (served.isPresent()) {
        return served(served.get(), config);
      }
      try {
        return startedForCommand(config, identifiers, clock);
      } catch (DataDirectoryInUseException e) {
        if (waited.compareTo(DataDirectoryLock.DEFAULT_TIMEOUT) >= 0) {
          throw e;
        }
      }
    }
  }

  private static RunningIndex served(IndexUse use, VaultConfig config) {
    IndexConnection server = use.index();
    try {
      return new RunningIndex(
          connection(server.jdbcUrl(), server.user(), server.password()),
          keyring(config),
          false,
          use::close);
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  static PostgresConfig connection(IndexConfig.External external) {
    return new PostgresConfig(
        external.url(),
        external.user(),
        external.password(),
        PostgresConfig.DEFAULT_POOL_SIZE,
        external.allowUnsafeDurability());
  }

  private static PostgresConfig connection(String url, String user, String password) {
    return new PostgresConfig(url, user, new Secret(password), PostgresConfig.DEFAULT_POOL_SIZE);
  }

  /** Returns the keys of a vault that exists, without its index. */
  static Keyring existingKeys(VaultConfig config) {
    requireVault(config);
    return keyring(config);
  }

  static void requireVault(VaultConfig config) {
    if (!hasKeys(config)) {
      throw new UserError(
          "there is no vault in \"%s\" yet. Create it with coffer serve."
              .formatted(config.data().toAbsolutePath().normalize()));
    }
  }

  private static boolean hasKeys(VaultConfig config) {
    return config.secrets().isPresent() || Files.exists(config.files().keys());
  }

  private static Keyring keyring(VaultConfig config) {
    return config
        .secrets()
        .map(SecretsConfig::keyring)
        .orElseGet(() -> KeyFile.read(config.files().keys()));
  }

  /** Others may pass, as root may run the database as another user, but not look. */
  private static void createDataDirectory(Path data) {
    try {
      if (!Files.isDirectory(data)) {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the data directory \"%s\" cannot be created".formatted(data), e);
    }
  }

  private static RunningIndex openEmbedded(
      VaultConfig config,
      Identifiers identifiers,
      Clock clock,
      Duration lockTimeout,
      Start start,
      Consumer<EmbeddedPostgres> stop,
      Consumer<String> onLoss) {
    createDataDirectory(config.data());
    var lock = DataDirectoryLock.acquire(config.files().lock(), clock, lockTimeout);
    try {
      return embedded(config, identifiers, clock, lock, start, stop, onLoss);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static RunningIndex embedded(
      VaultConfig config,
      Identifiers identifiers,
      Clock clock,
      DataDirectoryLock lock,
      Start start,
      Consumer<EmbeddedPostgres> stop,
      Consumer<String> onLoss) {
    EmbeddedPostgresConfig location = EmbeddedPostgresConfig.under(config.data());
    boolean vaultExists = Files.exists(location.dataDirectory().resolve("PG_VERSION"));
    Keyring keyring =
        config
            .secrets()
            .map(SecretsConfig::keyring)
            .orElseGet(
                () -> KeyFile.readOrCreate(config.files().keys(), vaultExists, identifiers, clock));
    EmbeddedPostgres postgres = start.start(location, lock, () -> password(identifiers));
    var _ =
        postgres
            .onExit()
            .thenAccept(code -> onLoss.accept("the embedded index exited with code " + code));
    return new RunningIndex(
        connection(postgres.jdbcUrl(), postgres.user(), postgres.password()),
        keyring,
        true,
        () -> {
          stop.accept(postgres);
          lock.close();
        });
  }

  private static String password(Identifiers identifiers) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(identifiers.nextSecretBytes());
  }

  /** The embedded index of this data directory, when some process runs it. */
  static Optional<IndexConnection> embeddedOf(VaultConfig config) {
    return translated(() -> EmbeddedPostgres.running(EmbeddedPostgresConfig.under(config.data())));
  }

  /** The embedded PostgreSQL knows nothing of backups, and so nothing of our error type. */
  static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (DataDirectoryInUseException | EmbeddedPostgresException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    translated(() -> {
      closing.run();
      return isOurs;
    });
  }
}
