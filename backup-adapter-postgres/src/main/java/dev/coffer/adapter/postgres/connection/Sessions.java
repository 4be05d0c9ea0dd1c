package dev.coffer.adapter.postgres.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.application.drives.StorageUnavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Opens connections to the index, all with the same guarantees: the pool that serves requests, the
 * few connections of a migration, and the connections of the start check.
 */
public record Sessions(PostgresConfig config, SessionTimeouts timeouts) {

  private static final Duration KEEPALIVE = Duration.ofMinutes(1);
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  /** A borrowed connection that does not answer within this time is discarded. */
  private static final Duration VALIDATION = Duration.ofSeconds(2);

  /** Flyway holds its lock on one connection while it works on others. */
  private static final int MIGRATION_CONNECTIONS = 3;

  /**
   * Set for each session, so that no default of the server, the database or the role applies. An
   * acknowledged upload must survive a power failure, the statements are written for READ
   * COMMITTED, and a pool keeps idle connections.
   */
  private static final String GUARANTEES =
      """
      ('synchronous_commit', 'on'),
      ('default_transaction_isolation', 'read committed'),
      ('default_transaction_deferrable', 'off'),
      ('idle_session_timeout', '0'),
      ('transaction_timeout', '0'),
      ('lock_timeout', '3s'),
      ('timezone', 'UTC'),
      ('intervalstyle', 'postgres'),
      ('standard_conforming_strings', 'on'),
      """;

  private static final String TIME_LIMITS =
      """
      ('statement_timeout', '10s'),
      ('idle_in_transaction_session_timeout', '15s')
      """;

  /**
   * Building an index on a large table takes long, and Flyway holds its lock in an open
   * transaction.
   */
  private static final String NO_TIME_LIMITS =
      """
      ('statement_timeout', '0'),
      ('idle_in_transaction_session_timeout', '0')
      """;

  /**
   * A statement rather than the connection parameter {@code options}, which poolers reject or drop.
   * Skips settings that an older server does not have.
   */
  private static final String SET =
      """
      select set_config(name, value, false)
        from (values %s) as needed (name, value)
       where current_setting(name, true) is not null
      """;

  private static final String FOR_REQUESTS = SET.formatted(GUARANTEES + TIME_LIMITS);
  private static final String FOR_MIGRATIONS = SET.formatted(GUARANTEES + NO_TIME_LIMITS);

  /**
   * Opens one connection without a pool. A pool would report a timeout instead of the reason.
   *
   * @throws StorageUnavailable with the driver's own reason
   */
  public Connection connect() {
    Properties properties = properties(timeouts.socket());
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().value());
    try {
      Connection connection = DriverManager.getConnection(config.url(), properties);
      try (var statement = connection.createStatement()) {
        statement.execute(FOR_REQUESTS);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw new StorageUnavailable(
          "index: no connection to %s as %s: %s"
              .formatted(config.address(), config.user(), SqlStates.reason(e)),
          e);
    }
  }

  /** Connects when a connection is first needed. This call itself never fails. */
  public HikariDataSource pool() {
    return pool("index", config.poolSize(), FOR_REQUESTS, timeouts.socket());
  }

  /** Like {@link #pool()}, for statements that may take hours. */
  public HikariDataSource migrationPool() {
    return pool("index-migration", MIGRATION_CONNECTIONS, FOR_MIGRATIONS, Duration.ZERO);
  }

  private HikariDataSource pool(String name, int size, String settings, Duration socketTimeout) {
    var hikari = new HikariConfig();
    hikari.setPoolName(name);
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().value());
    hikari.setMaximumPoolSize(size);
    hikari.setConnectionTimeout(timeouts.checkout().toMillis());
    hikari.setValidationTimeout(VALIDATION.toMillis());
    hikari.setKeepaliveTime(KEEPALIVE.toMillis());
    hikari.setMaxLifetime(MAX_LIFETIME.toMillis());
    // If there is no connection, the start check has already reported why.
    hikari.setInitializationFailTimeout(-1);
    hikari.setConnectionInitSql(settings);
    hikari.setDataSourceProperties(properties(socketTimeout));
    return new HikariDataSource(hikari);
  }

  private Properties properties(Duration socketTimeout) {
    var properties = new Properties();
    properties.setProperty("ApplicationName", "coffer");
    // Without these a pool stays blocked permanently after an abrupt loss of the server.
    properties.setProperty("connectTimeout", seconds(timeouts.connect()));
    properties.setProperty("loginTimeout", seconds(timeouts.connect()));
    properties.setProperty("socketTimeout", seconds(socketTimeout));
    properties.setProperty("tcpKeepAlive", "true");
    // The details of an error contain values of rows, and errors are logged.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }
}
