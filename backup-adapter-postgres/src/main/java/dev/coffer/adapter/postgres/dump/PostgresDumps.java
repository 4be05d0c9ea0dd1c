package dev.coffer.adapter.postgres.dump;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.postgres.connection.SchemaMigrator;
import dev.coffer.adapter.postgres.connection.ServerCheck;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.adapter.postgres.connection.SqlStates;
import dev.coffer.application.UserError;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDumpFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dumps and restores the index of a server. It needs no programs of PostgreSQL: the rows are what
 * {@code COPY} writes, and the schema is made by the migrations, so a dump fits every version of
 * PostgreSQL that Coffer supports.
 */
public record PostgresDumps(PostgresConfig config, IndexDumpFormat format) {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDumps.class);

  /** Instances and commands, of every user. This connection is one of them. */
  private static final String OTHERS =
      """
      select count(*)
        from pg_stat_activity
       where datname = current_database()
         and application_name = 'coffer'
         and pid <> pg_backend_pid()
      """;

  /** The server ends a session a moment after its client has closed it. */
  private static final String WAIT = "select pg_sleep(0.2)";

  private static final int WAITS = 10;

  private static final String HAS_SCHEMA =
      "select to_regclass('vault.organization') is not null and to_regclass('vault.backup') is not null";

  private static final String HELD =
      """
      select (select count(*) from vault.organization)
             + (select count(*) from vault.drive) as used,
             (select count(*) from vault.managed_system) as systems,
             (select count(*) from vault.backup where state = 'available') as backups
      """;

  /**
   * What a restore has done.
   *
   * @param missingRoles roles that had rights and that this server does not have
   */
  public record Restored(IndexDump dump, List<String> missingRoles) {}

  private Sessions sessions() {
    return new Sessions(config, SessionTimeouts.DEFAULT);
  }

  /**
   * Writes all rows as they are at one moment. Instances may run; none of them waits.
   *
   * @param target stays open
   * @throws IOException if it cannot be written
   * @throws dev.coffer.application.drives.StorageUnavailable if the server does not answer
   */
  public IndexDump write(OutputStream target) throws IOException {
    try (HikariDataSource pool = sessions().migrationPool();
        Connection connection = pool.getConnection()) {
      return new DumpWriter(connection, format).write(target);
    } catch (SQLException e) {
      throw SqlStates.translated("the dump", e);
    }
  }

  /**
   * Reads all of a dump and compares it with its signature and its checksums.
   *
   * @throws UserError if it cannot be restored
   */
  public static IndexDump check(Path file, IndexDumpFormat format) {
    try (var dump = DumpFile.open(file, format)) {
      return dump.contents();
    }
  }

  /**
   * Puts the rows of a dump in place of all rows, or changes none. No instance may run.
   *
   * @param replaced how many backups the index holds, if these go; without it, only an empty index
   *     is restored
   * @throws UserError if the dump or the index is not fit for it
   * @throws dev.coffer.application.drives.StorageUnavailable if the server does not answer
   */
  public Restored restore(Path file, OptionalLong replaced) {
    try (var dump = DumpFile.open(file, format)) {
      requireFit(dump, replaced);
      ServerCheck.run(sessions());
      try (HikariDataSource pool = sessions().migrationPool()) {
        var schema = new SchemaMigrator(pool, config.user());
        schema.migrateTo(dump.contents().schemaVersion());
        load(pool, dump);
        int later = schema.migrate();
        LOG.info("index: restored {}, and {} migrations and views", file, later);
        return new Restored(dump.contents(), granted(pool, dump.contents()));
      }
    } catch (SQLException e) {
      throw SqlStates.translated("the restore", e);
    } catch (IOException e) {
      throw new UserError("the dump \"%s\" cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Checks that no instance runs.
   *
   * @throws UserError if one does
   */
  public void requireAlone() {
    try (Connection connection = sessions().connect()) {
      requireAlone(connection);
    } catch (SQLException e) {
      throw SqlStates.translated("the check for running instances", e);
    }
  }

  private void requireFit(DumpFile dump, OptionalLong replaced) throws SQLException {
    try (Connection connection = sessions().connect()) {
      requireAlone(connection);
      if (isTrue(connection, HAS_SCHEMA)) {
        requireEmpty(connection, dump.contents(), replaced);
      }
    }
  }

  private static void requireAlone(Connection connection) throws SQLException {
    for (int waits = 0; number(connection, OTHERS) > 0; waits++) {
      if (waits == WAITS) {
        throw new UserError(
            "the index is in use: %d connections of other Coffer processes are open. Stop all instances first."
                .formatted(number(connection, OTHERS)));
      }
      try (var statement = connection.createStatement()) {
        statement.execute(WAIT);
      }
    }
  }

  private static void requireEmpty(Connection connection, IndexDump dump, OptionalLong replaced)
      throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(HELD)) {
      row.next();
      long backups = row.getLong("backups");
      if (row.getLong("used") == 0 || (replaced.isPresent() && replaced.getAsLong() == backups)) {
        return;
      }
      throw new UserError(
          ("the index is not empty: it has %d backups of %d systems; the dump has %d of %d, as of %s. "
                  + "To replace it, dump it first, then repeat the command with --replace %d.")
              .formatted(
                  backups,
                  row.getLong("systems"),
                  dump.totals().backups(),
                  dump.totals().systems(),
                  dump.takenAt(),
                  backups));
    }
  }

  private static void load(HikariDataSource pool, DumpFile dump) throws SQLException, IOException {
    // Closed without a commit, it is rolled back.
    try (Connection connection = pool.getConnection()) {
      new DumpLoader(connection, dump).load();
    }
  }

  /** Also tells the planner what came in. */
  private static List<String> granted(HikariDataSource pool, IndexDump dump) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      List<String> missing = Grants.grant(connection, dump.grants());
      statement.execute("select vault.protect_audit_events()");
      for (TableShape table : TableShape.all(connection)) {
        statement.execute("analyze " + table.qualified());
      }
      return missing;
    }
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
