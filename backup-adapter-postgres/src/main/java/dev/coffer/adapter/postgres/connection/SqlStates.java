package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Reads what PostgreSQL or its driver reported, even from deep inside other exceptions. */
public final class SqlStates {

  /** The role lacks a privilege. */
  public static final String NOT_PERMITTED = "42501";

  /** The server's disk is full. */
  static final String DISK_FULL = "53100";

  private SqlStates() {}

  /** The five characters of PostgreSQL's appendix A; empty if no exception has any. */
  static String of(Throwable failure) {
    return first(failure).map(SQLException::getSQLState).orElse("");
  }

  /** One line for an operator: the message of PostgreSQL or the driver, and that of its cause. */
  static String reason(Throwable failure) {
    Throwable reported = first(failure).map(Throwable.class::cast).orElse(failure);
    String message = firstLine(reported);
    Throwable cause = root(reported);
    String root = cause instanceof IOException io ? Reasons.of(io) : firstLine(cause);
    return message.contains(root) ? message : message + " (" + root + ")";
  }

  /** What the caller throws instead of a failure of the driver, for work of an operator. */
  public static RuntimeException translated(String purpose, SQLException failure) {
    String reason = "index: %s did not succeed: %s".formatted(purpose, reason(failure));
    return of(failure).equals(NOT_PERMITTED)
        ? new UnfitServerException(reason + " (expected: the owner of the schema)", failure)
        : new StorageUnavailable(reason, failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static Optional<SQLException> first(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
