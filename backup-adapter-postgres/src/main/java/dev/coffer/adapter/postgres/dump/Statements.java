package dev.coffer.adapter.postgres.dump;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements over the connection of a dump or a restore, which copies rows as well. */
final class Statements {

  private static final String EXISTS = "select to_regclass(?) is not null";

  private Statements() {}

  /** Makes an object of a row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static <T> List<T> list(Connection connection, String sql, Mapper<T> mapper) throws SQLException {
    List<T> found = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(mapper.map(rows));
      }
    }
    return found;
  }

  /** For a statement that returns one row. */
  static <T> T one(Connection connection, String sql, Mapper<T> mapper) throws SQLException {
    return list(connection, sql, mapper).getFirst();
  }

  /**
   * Whether there is a table or a view.
   *
   * @param name with its schema, quoted where it must be
   */
  static boolean exists(Connection connection, String name) throws SQLException {
    try (var statement = connection.prepareStatement(EXISTS)) {
      statement.setString(1, name);
      try (var row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
