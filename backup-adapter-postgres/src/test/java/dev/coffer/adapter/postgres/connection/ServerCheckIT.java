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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which real servers a start accepts. */
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
        assertThat(TestIndex.answers(index)).isTrue();
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
  void commitsWaitForTheDiskWhateverRoleAndDatabaseSet() throws IOException, SQLException {
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
        assertThat(TestIndex.answers(index)).isTrue();
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("on");
      }
    }
  }

  /** This includes a setting in the URL, although the configuration refuses those. */
  @Test
  void sessionsHaveTheVaultsSettingsWhateverTheDatabaseSets() throws SQLException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    for (String setting :
        List.of(
            "default_transaction_isolation = serializable",
            "default_transaction_deferrable = on",
            "idle_session_timeout = '7s'",
            "timezone = 'Asia/Tokyo'",
            "intervalstyle = iso_8601",
            "standard_conforming_strings = off")) {
      PrivatePostgres.execute(
          database, "alter database %s set %s".formatted(name(database), setting));
    }
    String separator = database.jdbcUrl().contains("?") ? "&" : "?";
    var config =
        new PostgresConfig(
            database.jdbcUrl() + separator + "options=-c%20synchronous_commit=off",
            database.user(),
            new Secret(database.password()),
            2);

    try (var index = PostgresIndex.open(config);
        var pool = new Sessions(config, SessionTimeouts.DEFAULT).pool();
        var connection = pool.getConnection()) {
      assertThat(TestIndex.answers(index)).isTrue();
      assertThat(
              Stream.of(
                      "default_transaction_isolation",
                      "default_transaction_deferrable",
                      "idle_session_timeout",
                      "timezone",
                      "intervalstyle",
                      "standard_conforming_strings",
                      "synchronous_commit",
                      "statement_timeout")
                  .map(setting -> shown(connection, setting)))
          .containsExactly("read committed", "off", "0", "UTC", "postgres", "on", "on", "10s");
    }
  }

  private static String shown(Connection connection, String setting) {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("show " + setting)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDatabaseInAnotherEncodingIsRefused() throws IOException, SQLException {
    try (var postgres = PrivatePostgres.started(Map.of())) {
      PrivatePostgres.execute(
          postgres.superuser(),
          "create database ascii encoding 'SQL_ASCII' locale 'C' template template0");
      TestPostgres.Database superuser = postgres.superuser();
      var ascii =
          new TestPostgres.Database(
              superuser.jdbcUrl().replace("/postgres?", "/ascii?"),
              superuser.user(),
              superuser.password());

      assertThatThrownBy(() -> PostgresIndex.open(PrivatePostgres.config(ascii, 2)))
          .isInstanceOf(UnfitServerException.class)
          .hasMessageContaining("server_encoding: \"SQL_ASCII\"");
    }
  }

  @Test
  void aPoolerThatSharesSessionsIsRefused() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (var pooler = new PoolerInBetween(database, PoolerInBetween.Mode.TRANSACTION)) {
      assertThatThrownBy(() -> PostgresIndex.open(pooler.config()))
          .isInstanceOf(UnfitServerException.class)
          .hasMessageContaining("share the sessions of the server");
    }
  }

  /** This pooler refuses the parameter "options", as PgBouncer does. */
  @Test
  void aPoolerThatKeepsSessionsWorks() throws IOException {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (var pooler = new PoolerInBetween(database, PoolerInBetween.Mode.SESSION);
        var index = PostgresIndex.open(pooler.config())) {
      assertThat(TestIndex.answers(index)).isTrue();
    }
  }

  @Test
  void aServerThatIsUnreachableOrRefusesIsReportedWithTheReason() throws IOException, SQLException {
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
