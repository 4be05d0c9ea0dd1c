package dev.coffer.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process that uses the index of another one keeps that from stopping it: by a lock inside
 * the index, which also ends with its process. Several share it; who wants to stop the index waits
 * until nobody has it.
 */
public final class IndexUse implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(IndexUse.class);

  /** Whatever a DBA has set for all sessions: this one is idle, or waits, for long. */
  private static final String OPTIONS =
      "-c idle_session_timeout=0 -c statement_timeout=0 -c lock_timeout=%s";

  private static final String UNTIL_REPORTED = "5s";
  private static final String WITHOUT_END = "0";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** Refused while the one who stops the index waits, or has stopped it. */
  private static final String SHARE =
      "select pg_try_advisory_lock_shared(hashtext('vault.index_use'))";

  private static final String ALONE =
      "select true from pg_advisory_lock(hashtext('vault.index_use'))";

  private final IndexConnection index;
  private final Connection session;

  private IndexUse(IndexConnection index, Connection session) {
    this.index = index;
    this.session = session;
  }

  /** Empty when the index is about to stop, or does not answer any more. */
  static Optional<IndexUse> share(IndexConnection index) {
    try {
      Connection session =
          EmbeddedPostgres.connect(
              index, IndexConnection.DATABASE, OPTIONS.formatted(UNTIL_REPORTED));
      var use = new IndexUse(index, session);
      if (use.isGranted(SHARE)) {
        return Optional.of(use);
      }
      use.close();
    } catch (SQLException e) {
      log.debug("index: not to be used", e);
    }
    return Optional.empty();
  }

  /** Waits until no other process uses it, and keeps all others out. */
  static IndexUse alone(IndexConnection index) throws SQLException {
    try {
      return alone(index, UNTIL_REPORTED);
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      log.warn("index: another command still uses it; this one ends when that has ended");
      return alone(index, WITHOUT_END);
    }
  }

  private static IndexUse alone(IndexConnection index, String limit) throws SQLException {
    Connection session =
        EmbeddedPostgres.connect(index, IndexConnection.DATABASE, OPTIONS.formatted(limit));
    var use = new IndexUse(index, session);
    var granted = false;
    try {
      granted = use.isGranted(ALONE);
      return use;
    } finally {
      if (!granted) {
        use.close();
      }
    }
  }

  private boolean isGranted(String question) throws SQLException {
    try (var statement = session.createStatement();
        var answer = statement.executeQuery(question)) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** How to reach what is used. */
  public IndexConnection index() {
    return index;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      log.debug("index: has ended before", e);
    }
  }
}
