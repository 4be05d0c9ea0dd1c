package dev.coffer.adapter.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.PrivatePostgres;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start accepts of real servers. */
class ServerCheckIT {

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "full_page_writes"})
  void aServerThatMayLoseCommitsIsRefusedUnlessTheOperatorAcceptsIt(String setting)
      throws IOException, SQLException {
    try (var postgres = PrivatePostgres.started(Map.of(setting, "off"))) {
      PostgresConfig strict = PrivatePostgres.config(postgres.freshDatabase(), 2);
      var lenient = new PostgresConfig(strict.url(), strict.user(), strict.password(), 2, true);

      assertThatThrownBy(() -> PostgresIndex.open(strict))
          .isInstanceOf(UnfitServerException.class)
          .hasMessageContaining(setting + ": \"off\"");
      try (var index = PostgresIndex.open(lenient)) {
        assertThat(index.isReachable()).isTrue();
      }
    }
  }

  @Test
  void aStandbyIsRefused() throws IOException {
    try (var postgres = PrivatePostgres.make()) {
      postgres.write("standby.signal", "");
      postgres.start(Map.of());

      assertThatThrownBy(() -> PostgresIndex.open(PrivatePostgres.config(postgres.superuser(), 2)))
          .isInstanceOf(UnfitServerException.class)
          .hasMessageContaining("standby");
    }
  }

  @Test
  void aReadOnlyDatabaseIsRefused() throws SQLException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    PrivatePostgres.execute(
        database,
        "alter database %s set default_transaction_read_only = on".formatted(name(database)));

    assertThatThrownBy(() -> PostgresIndex.open(TestIndex.config(database)))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("default_transaction_read_only");
  }

  @Test
  void commitsWaitForTheDiskWhateverRoleAndDatabaseSay() throws IOException, SQLException {
    try (var postgres = PrivatePostgres.started(Map.of("synchronous_commit", "off"))) {
      TestPostgres.Database database = postgres.freshDatabase();
      PrivatePostgres.execute(
          postgres.superuser(),
          "alter role %s set synchronous_commit = off".formatted(database.user()),
          "alter database %s set synchronous_commit = off".formatted(name(database)),
          "alter role %s in database %s set synchronous_commit = off"
              .formatted(database.user(), name(database)));
      assertThat(synchronousCommit(database)).isEqualTo("off");

      PostgresConfig config = PrivatePostgres.config(database, 2);
      try (var index = PostgresIndex.open(config);
          var pool = new Sessions(config, SessionTimeouts.DEFAULT).pool();
          var connection = pool.getConnection();
          var statement = connection.createStatement();
          var row = statement.executeQuery("show synchronous_commit")) {
        assertThat(index.isReachable()).isTrue();
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("on");
      }
    }
  }

  /** The URL wins over what the vault says; configuration refuses it, and so does this. */
  @Test
  void sessionsThatLostWhatTheVaultAskedForAreRefused() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    String separator = database.jdbcUrl().contains("?") ? "&" : "?";
    var config =
        new PostgresConfig(
            database.jdbcUrl() + separator + "options=-c%20synchronous_commit=off",
            database.user(),
            new Secret(database.password()),
            2);

    assertThatThrownBy(() -> PostgresIndex.open(config))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("synchronous_commit: \"off\"");
  }

  @Test
  void aServerThatIsNotThereOrRefusesUsSaysWhy() throws IOException, SQLException {
    int nobody = TestPostgres.freePort();
    assertThatThrownBy(() ->
            PostgresIndex.open(
                new PostgresConfig(
                    "jdbc:postgresql://127.0.0.1:%d/vault".formatted(nobody),
                    "vault",
                    new Secret("x"),
                    2)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageStartingWith("index: no connection to jdbc:postgresql://127.0.0.1:" + nobody)
        .hasMessageContaining("refused");

    try (var postgres = PrivatePostgres.started(Map.of())) {
      PostgresConfig right = PrivatePostgres.config(postgres.freshDatabase(), 2);
      var wrong = new PostgresConfig(right.url(), right.user(), new Secret("hunter2"), 2);
      assertThatThrownBy(() -> PostgresIndex.open(wrong))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("password authentication failed")
          .hasMessageNotContaining("hunter2");
    }
  }

  private static String name(TestPostgres.Database database) {
    return database.jdbcUrl().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
  }

  private static String synchronousCommit(TestPostgres.Database database) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("show synchronous_commit")) {
      row.next();
      return row.getString(1);
    }
  }
}
