package dev.coffer.adapter.postgres.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/**
 * Makes the server plan a statement for the values of each call, which costs less than a
 * millisecond. Used for every statement with a range that may cover everything, and for those that
 * take only part of what they find.
 *
 * <p>Otherwise the server switches to one generic plan after a connection has run the statement
 * some ten times. That plan assumes that a range covers a small part of the table, and that {@code
 * limit} takes a tenth of it. It then reads and sorts all backups of a fleet to show the newest
 * ten, and all copies to claim two. The statements that serve appliances do not need this: each
 * reads the rows of one system through the one index that has them in order.
 */
public enum Replan implements StatementCustomizer {
  PER_CALL;

  @Override
  public void beforeExecution(PreparedStatement statement, StatementContext context)
      throws SQLException {
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
  }
}
