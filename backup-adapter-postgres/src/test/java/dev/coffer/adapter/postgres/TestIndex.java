package dev.coffer.adapter.postgres;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Opens indexes on fresh databases. */
public final class TestIndex {

  private TestIndex() {}

  /** An index on a database that nothing else uses. */
  public static PostgresIndex open() {
    return open(migratedDatabase());
  }

  /**
   * A database that nothing else uses, as a first start leaves it. Running all migrations takes as
   * long as ten copies of their result, so each JVM runs them once.
   */
  public static TestPostgres.Database migratedDatabase() {
    TestPostgres.Database copy = TestPostgres.copyOf(Migrated.DATABASE);
    // The copy may be made long after the migration, so its reference time is set to now.
    execute(copy, "update vault.clock set elapsed_at = now(), settled_at = now()");
    return copy;
  }

  /** An index on this database. */
  public static PostgresIndex open(TestPostgres.Database database) {
    return PostgresIndex.open(config(database));
  }

  public static PostgresConfig config(TestPostgres.Database database) {
    return new PostgresConfig(
        database.jdbcUrl(),
        database.user(),
        new Secret(database.password()),
        PostgresConfig.DEFAULT_POOL_SIZE);
  }

  /** Whether the index answers now. */
  public static boolean answers(PostgresIndex index) {
    try {
      var _ = index.ports().backups().condition();
      return true;
    } catch (StorageUnavailable e) {
      return false;
    }
  }

  /**
   * Makes a retired system active, which no port can. An administrator can do it with a statement.
   */
  public static void serveAgain(TestPostgres.Database database, SystemId id) {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "update vault.managed_system set state = 'active' where key = ?")) {
      statement.setString(1, id.value());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(TestPostgres.Database database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Migrated {

    static final TestPostgres.Database DATABASE = migrate();

    private static TestPostgres.Database migrate() {
      TestPostgres.Database database = TestPostgres.freshDatabase();
      open(database).close();
      return database;
    }
  }
}
