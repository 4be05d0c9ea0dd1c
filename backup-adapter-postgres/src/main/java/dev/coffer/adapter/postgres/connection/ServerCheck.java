package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.drives.StorageUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks at every start that a PostgreSQL server keeps what it has acknowledged.
 *
 * @param address for messages
 * @param allowsUnsafeDurability whether the operator accepts that a crash of the server's machine
 *     may lose acknowledged uploads
 */
public record ServerCheck(String address, boolean allowsUnsafeDurability) {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);

  private static final int OLDEST_VERSION = 15;

  private static final String OVERRIDE = "index.allow-unsafe-durability: true";

  private static final String FACTS =
      """
      select current_setting('server_version_num')::integer / 10000 as major_version,
             current_setting('server_version') as version,
             pg_is_in_recovery() as standby,
             current_setting('transaction_read_only') as read_only,
             current_setting('fsync') as fsync,
             current_setting('full_page_writes') as full_page_writes,
             current_setting('synchronous_commit') as synchronous_commit,
             current_setting('data_checksums') as data_checksums,
             current_setting('server_encoding') as encoding
      """;

  /**
   * What a server reports about itself, as this program's session sees it.
   *
   * @param version the full version text
   * @param readOnly {@code on}, {@code off}, …; the same for the settings below
   */
  record Facts(
      int majorVersion,
      String version,
      boolean standby,
      String readOnly,
      String fsync,
      String fullPageWrites,
      String synchronousCommit,
      String dataChecksums,
      String encoding) {

    static Facts read(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(FACTS)) {
        row.next();
        return of(row);
      }
    }

    private static Facts of(ResultSet row) throws SQLException {
      return new Facts(
          row.getInt("major_version"),
          row.getString("version"),
          row.getBoolean("standby"),
          row.getString("read_only"),
          row.getString("fsync"),
          row.getString("full_page_writes"),
          row.getString("synchronous_commit"),
          row.getString("data_checksums"),
          row.getString("encoding"));
    }
  }

  /**
   * Queries the server and checks the answers.
   *
   * @throws UnfitServerException with one sentence for the operator
   * @throws StorageUnavailable if the server does not answer
   */
  public static void run(Sessions sessions) {
    PostgresConfig config = sessions.config();
    var check = new ServerCheck(config.address(), config.allowsUnsafeDurability());
    try (Connection connection = sessions.connect();
        Connection other = sessions.connect()) {
      check.requireOwnSession(connection, other);
      check.judge(Facts.read(connection)).forEach(LOG::warn);
    } catch (SQLException e) {
      throw new StorageUnavailable(
          "index: %s does not answer the start check: %s"
              .formatted(config.address(), SqlStates.reason(e)),
          e);
    }
  }

  /**
   * A pooler in transaction mode lends a server session for one transaction. It gives this
   * connection's session to the next connection that needs one, and gives this connection another
   * session while the first is in use.
   */
  private void requireOwnSession(Connection connection, Connection other) throws SQLException {
    int own = session(connection);
    other.setAutoCommit(false);
    boolean isShared = session(other) == own;
    for (int again = 0; again < 3 && !isShared; again++) {
      isShared = session(connection) != own;
    }
    other.rollback();
    if (isShared) {
      throw new UnfitServerException(
          "index: connections to %s share the sessions of the server, so that settings of the vault are lost (expected: direct connections, or a pooler in session mode)"
              .formatted(address));
    }
  }

  private static int session(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Returns the warnings to log at each start. */
  List<String> judge(Facts facts) {
    if (facts.majorVersion() < OLDEST_VERSION) {
      throw unfit("server_version", facts.version(), OLDEST_VERSION + " or newer");
    }
    if (facts.standby()) {
      throw unfit("pg_is_in_recovery", "true", "a primary, this one is a standby");
    }
    if (facts.readOnly().equals("on")) {
      throw unfit("default_transaction_read_only", "on", "off for this database and this role");
    }
    if (!facts.encoding().equals("UTF8")) {
      throw unfit(
          "server_encoding",
          facts.encoding(),
          "UTF8; create the database with: encoding 'UTF8' template template0");
    }
    // Cannot be overridden: the vault sets it itself, so a pooler in between must have lost it.
    if (!facts.synchronousCommit().equals("on")) {
      throw unfit(
          "synchronous_commit",
          facts.synchronousCommit(),
          "on, as the vault sets it; a pooler in between must keep the settings of a session");
    }
    var warnings = new ArrayList<String>();
    requireOn("fsync", facts.fsync()).ifPresent(warnings::add);
    requireOn("full_page_writes", facts.fullPageWrites()).ifPresent(warnings::add);
    if (!facts.dataChecksums().equals("on")) {
      warnings.add(
          "index: data_checksums: \"%s\" on %s: a page that its disk returns wrong stays unnoticed (pg_checksums turns them on)"
              .formatted(facts.dataChecksums(), address));
    }
    return warnings;
  }

  /** Returns a warning if the setting is off and the operator accepts that. */
  private Optional<String> requireOn(String setting, String value) {
    if (value.equals("on")) {
      return Optional.empty();
    }
    if (!allowsUnsafeDurability) {
      throw unfit(
          setting,
          value,
          "on, or acknowledged backups can be lost when its machine fails; to start all the same: "
              + OVERRIDE);
    }
    return Optional.of(
        "index: %s: \"%s\" on %s: acknowledged backups can be lost when its machine fails, which %s accepts"
            .formatted(setting, value, address, OVERRIDE));
  }

  private UnfitServerException unfit(String setting, String value, String expected) {
    return new UnfitServerException(
        "index: %s: \"%s\" on %s (expected: %s)".formatted(setting, value, address, expected));
  }
}
