package dev.coffer.adapter.postgres.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/**
 * Has the server plan a statement for the values of each call, which costs less than a millisecond.
 * For every statement with a range that may be everything, and for those that take a part of what
 * they find.
 *
 * <p>Otherwise a connection goes over to one plan for any values when it has run the statement some
 * ten times. That plan takes a range for a small part of what there is, and {@code limit} for a
 * tenth of it: it reads and sorts all backups of a fleet to show the newest ten, and all copies to
 * claim two. The statements that serve appliances have no use for this: each reads the rows of one
 * system by the one index that has them in order.
 */
public enum Replan implements StatementCustomizer {
  PER_CALL;

  @Override
  public void beforeExecution(PreparedStatement statement, StatementContext context)
      throws SQLException {
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
  }
}
