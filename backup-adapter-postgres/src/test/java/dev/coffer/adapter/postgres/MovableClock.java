package dev.coffer.adapter.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A database whose clock a test moves. Its functions replace PostgreSQL's own in every statement
 * that does not name their schema. The vault's schema is created afterwards and uses them
 * everywhere.
 */
final class MovableClock {

  private static final List<String> STATEMENTS =
      List.of(
          "create schema moved",
          "create table moved.clock (ahead interval not null)",
          "insert into moved.clock values ('0')",
          """
          create function moved.clock_timestamp() returns timestamptz language sql volatile
            as 'select pg_catalog.clock_timestamp() + ahead from moved.clock'
          """,
          """
          create function moved.statement_timestamp() returns timestamptz language sql stable
            as 'select pg_catalog.statement_timestamp() + ahead from moved.clock'
          """,
          """
          do $$ begin
            execute format('alter database %I set search_path = moved, pg_catalog, public', current_database());
          end $$
          """);

  private final TestPostgres.Database database;

  private MovableClock(TestPostgres.Database database) {
    this.database = database;
  }

  /** The clock of a fresh database without the vault's schema. */
  static MovableClock fresh() {
    var clock = new MovableClock(TestPostgres.freshDatabase());
    STATEMENTS.forEach(clock::execute);
    return clock;
  }

  TestPostgres.Database database() {
    return database;
  }

  void move(Duration by) {
    execute(
        "update moved.clock set ahead = ahead + interval '%d milliseconds'"
            .formatted(by.toMillis()));
  }

  void execute(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  long count(String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
