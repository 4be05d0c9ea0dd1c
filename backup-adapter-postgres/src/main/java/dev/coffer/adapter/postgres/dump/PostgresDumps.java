package dev.coffer.adapter.postgres.dump;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.postgres.connection.SchemaMigrator;
import dev.coffer.adapter.postgres.connection.ServerCheck;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.adapter.postgres.connection.SqlStates;
import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDumpFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
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
   * Puts the rows of a dump in place of all rows, or changes none. No instance may run.
   *
   * @param dump stays open
   * @param replaced how many backups the index holds, if these go; without it, only an empty index
   *     is restored
   * @throws UserError if the dump or the index is not fit for it
   * @throws dev.coffer.application.drives.StorageUnavailable if the server does not answer
   */
  public Restored restore(DumpFile dump, OptionalLong replaced) {
    try {
      requireFit(dump, replaced);
      ServerCheck.run(sessions());
      try (HikariDataSource pool = sessions().migrationPool()) {
        var schema = new SchemaMigrator(pool, config.user());
        schema.migrateTo(dump.contents().schemaVersion());
        load(pool, dump);
        int later = schema.migrate();
        LOG.info("index: restored {}, and {} migrations and views", dump.name(), later);
        return new Restored(dump.contents(), granted(pool, dump.contents()));
      }
    } catch (SQLException e) {
      throw SqlStates.translated("the restore", e);
    } catch (IOException e) {
      throw new UserError("%s cannot be read: %s".formatted(dump.name(), Reasons.of(e)), e);
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
      if (Statements.one(connection, HAS_SCHEMA, row -> row.getBoolean(1))) {
        requireEmpty(connection, dump.contents(), replaced);
      }
    }
  }

  private static void requireAlone(Connection connection) throws SQLException {
    long others = others(connection);
    for (int waits = 0; others > 0; waits++) {
      if (waits == WAITS) {
        throw new UserError(
            "the index is in use: %d connections of other Coffer processes are open. Stop all instances first."
                .formatted(others));
      }
      Statements.execute(connection, WAIT);
      others = others(connection);
    }
  }

  private static long others(Connection connection) throws SQLException {
    return Statements.one(connection, OTHERS, row -> row.getLong(1));
  }

  private static void requireEmpty(Connection connection, IndexDump dump, OptionalLong replaced)
      throws SQLException {
    Held held = Statements.one(connection, HELD, Held::of);
    if (held.isEmpty() || (replaced.isPresent() && replaced.getAsLong() == held.backups())) {
      return;
    }
    throw new UserError(
        ("the index is not empty: it has %d backups of %d systems; the dump has %d of %d, as of %s. "
                + "To replace it, dump it first, then repeat the command with --replace %d.")
            .formatted(
                held.backups(),
                held.systems(),
                dump.totals().backups(),
                dump.totals().systems(),
                dump.takenAt(),
                held.backups()));
  }

  /** What an index has. */
  private record Held(boolean isEmpty, long systems, long backups) {

    static Held of(ResultSet row) throws SQLException {
      return new Held(row.getLong("used") == 0, row.getLong("systems"), row.getLong("backups"));
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
    try (Connection connection = pool.getConnection()) {
      List<String> missing = Grants.grant(connection, dump.grants());
      Statements.execute(connection, "select vault.protect_audit_events()");
      for (TableShape table : TableShape.all(connection)) {
        Statements.execute(connection, "analyze " + table.qualified());
      }
      return missing;
    }
  }
}
