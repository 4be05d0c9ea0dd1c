package dev.coffer.adapter.postgres;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Fresh databases as the index is configured. */
public final class TestIndex {

  private TestIndex() {}

  /** The index on a database that nobody else has. */
  public static PostgresIndex open() {
    return open(migratedDatabase());
  }

  /**
   * A database that nobody else has, as a first start leaves it behind. All migrations take as long
   * as ten copies of what they result in, so each JVM runs them once.
   */
  public static TestPostgres.Database migratedDatabase() {
    TestPostgres.Database copy = TestPostgres.copyOf(Migrated.DATABASE);
    // The copy may be taken long after the migration: its time goes on now.
    execute(copy, "update vault.clock set elapsed_at = now(), settled_at = now()");
    return copy;
  }

  /** The index on this one. */
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

  /** As somebody may with a statement of their own: no port makes a retired system active. */
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
