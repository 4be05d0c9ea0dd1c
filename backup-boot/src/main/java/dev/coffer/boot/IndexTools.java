package dev.coffer.boot;

import dev.coffer.adapter.postgres.DataDirectoryLock;
import dev.coffer.adapter.postgres.EmbeddedPostgres;
import dev.coffer.adapter.postgres.EmbeddedPostgresConfig;
import dev.coffer.adapter.postgres.PostgresConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.application.port.out.Identifiers;
import dev.coffer.application.usecase.Keyring;
import dev.coffer.application.usecase.VaultUseCases;
import dev.coffer.application.usecase.VaultUseCases.Administration;
import dev.coffer.boot.Wiring.AdministrationSession;
import dev.coffer.boot.Wiring.IndexAccess;
import dev.coffer.domain.Secret;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/**
 * The index for commands that run beside the server, or while there is none: an embedded index that
 * nobody runs is started for the moment, under the lock of the data directory.
 */
final class IndexTools {

  /** A command asks one thing after the other, but Flyway holds two connections at once. */
  private static final int POOL_SIZE = 2;

  private final Identifiers identifiers;
  private final Clock clock;

  IndexTools(Identifiers identifiers, Clock clock) {
    this.identifiers = identifiers;
    this.clock = clock;
  }

  AdministrationSession open(VaultConfig config) {
    return switch (config.index()) {
      case IndexConfig.External(var url, var user, var password) ->
          session(config, new PostgresConfig(url, user, password, POOL_SIZE), () -> {});
      case IndexConfig.Embedded() ->
          EmbeddedPostgres.running(EmbeddedPostgresConfig.under(config.data()))
              .map(running ->
                  session(
                      config,
                      embedded(running.jdbcUrl(), running.user(), running.password()),
                      () -> {}))
              .orElseGet(() -> startForTheMoment(config));
    };
  }

  private AdministrationSession startForTheMoment(VaultConfig config) {
    if (!Files.exists(config.files().keys()) && config.secrets().isEmpty()) {
      throw new CommandFailure(
          "there is no vault in \"%s\" yet, make it with: coffer serve"
              .formatted(config.data().toAbsolutePath().normalize()));
    }
    var lock = DataDirectoryLock.acquire(config.files().lock(), clock);
    try {
      var postgres =
          EmbeddedPostgres.start(
              EmbeddedPostgresConfig.under(config.data()), lock, this::newPassword);
      return session(
          config,
          embedded(postgres.jdbcUrl(), postgres.user(), postgres.password()),
          () -> {
            postgres.close();
            lock.close();
          });
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private String newPassword() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(identifiers.nextSecretBytes());
  }

  private static PostgresConfig embedded(String url, String user, String password) {
    return new PostgresConfig(url, user, new Secret(password), POOL_SIZE);
  }

  /** Runs {@code afterwards} when the session ends, and when it does not begin. */
  private AdministrationSession session(
      VaultConfig config, PostgresConfig connection, Runnable afterwards) {
    PostgresIndex index;
    Administration administration;
    try {
      Keyring keyring = keyring(config);
      index = PostgresIndex.open(connection);
      administration = VaultUseCases.administration(index.ports().registry(), identifiers, keyring);
    } catch (RuntimeException e) {
      afterwards.run();
      throw e;
    }
    return new AdministrationSession() {
      @Override
      public Administration administration() {
        return administration;
      }

      @Override
      public void close() {
        index.close();
        afterwards.run();
      }
    };
  }

  private Keyring keyring(VaultConfig config) {
    return config
        .secrets()
        .map(SecretsConfig::keyring)
        .orElseGet(() -> KeyFile.readOrCreate(config.files().keys(), true, identifiers));
  }

  Optional<IndexAccess> find(VaultConfig config) {
    return switch (config.index()) {
      case IndexConfig.External(var url, var user, _) ->
          Optional.of(new IndexAccess(url, user, Optional.empty(), psql(url, user)));
      case IndexConfig.Embedded() ->
          EmbeddedPostgres.running(EmbeddedPostgresConfig.under(config.data()))
              .map(running ->
                  new IndexAccess(
                      running.jdbcUrl(),
                      running.user(),
                      Optional.of(running.passwordFile()),
                      running.psqlCommand()));
    };
  }

  /** Without the driver's own parameters, most of which psql does not know. */
  private static String psql(String jdbcUrl, String user) {
    String url = jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    return "psql -U '%s' '%s'".formatted(user, url);
  }
}
