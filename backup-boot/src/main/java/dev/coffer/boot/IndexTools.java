package dev.coffer.boot;

import dev.coffer.adapter.postgres.EmbeddedPostgres;
import dev.coffer.adapter.postgres.EmbeddedPostgresConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.application.port.out.Identifiers;
import dev.coffer.application.usecase.VaultUseCases;
import dev.coffer.application.usecase.VaultUseCases.Administration;
import dev.coffer.boot.Wiring.AdministrationSession;
import dev.coffer.boot.Wiring.IndexAccess;
import java.time.Clock;
import java.util.Optional;

/** The index for commands that run beside the server, or while there is none. */
final class IndexTools {

  private final Identifiers identifiers;
  private final Clock clock;

  IndexTools(Identifiers identifiers, Clock clock) {
    this.identifiers = identifiers;
    this.clock = clock;
  }

  AdministrationSession open(VaultConfig config) {
    RunningIndex running = RunningIndex.beside(config, identifiers, clock);
    try {
      PostgresIndex index = PostgresIndex.open(running.connection());
      return new Session(
          VaultUseCases.administration(
              index.ports().registry(), index.ports().drives(), identifiers, running.keyring()),
          running,
          index);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Returns how many migrations were applied. */
  int migrate(VaultConfig config) {
    try (RunningIndex running = RunningIndex.beside(config, identifiers, clock)) {
      return PostgresIndex.migrate(running.connection());
    }
  }

  private record Session(Administration administration, RunningIndex running, PostgresIndex index)
      implements AdministrationSession {

    @Override
    public void close() {
      try (running) {
        index.close();
      }
    }
  }

  Optional<IndexAccess> find(VaultConfig config) {
    return switch (config.index()) {
      case IndexConfig.External(var url, var user, _, _) ->
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
