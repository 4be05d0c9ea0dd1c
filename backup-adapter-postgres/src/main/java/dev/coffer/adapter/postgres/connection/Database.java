package dev.coffer.adapter.postgres.connection;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements and translates failures, so that no driver exception leaves this module.
 * Thread-safe.
 */
public final class Database {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** Serialization failure and deadlock: the transaction did nothing and may run again. */
  private static final Set<String> RETRIED = Set.of("40001", "40P01");

  private static final int MAX_TRIES = 5;

  /** Classes of SQLSTATE that mean a bug in a statement, not a server in trouble. */
  private static final Set<String> BUGS = Set.of("22", "23", "42");

  private static final String USE_ROOM =
      "create temporary table room on commit drop as select 1 as one";

  private final Jdbi jdbi;
  private final Duration turnTimeout;

  /**
   * Half the number of connections. A burst of transactions, which wait for each other's locks,
   * leaves the other half to everything else.
   */
  private final Semaphore transactions;

  /**
   * Three in ten connections. Every download has to be recognised first. A burst of them leaves at
   * least two connections to listings, which wait for nothing.
   */
  private final Semaphore queries;

  private volatile boolean full;

  public Database(HikariDataSource pool) {
    this.jdbi = Jdbi.create(pool);
    // Otherwise JDBI's messages show the arguments of a statement: names, and text that came from
    // clients.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    this.turnTimeout = Duration.ofMillis(pool.getConnectionTimeout());
    int connections = pool.getMaximumPoolSize();
    this.transactions = new Semaphore(Math.ceilDiv(connections, 2), true);
    this.queries = new Semaphore(Math.max(1, connections * 3 / 10), true);
  }

  /** One statement, or several that need no transaction, on one connection. */
  public <R> R query(String purpose, Function<Handle, R> work) {
    return inTurn(queries, purpose, () -> jdbi.withHandle(work::apply));
  }

  /** Like {@link #query}, but may use every connection: a listing never waits its turn. */
  public <R> R listing(String purpose, Function<Handle, R> work) {
    return attempt(purpose, () -> jdbi.withHandle(work::apply));
  }

  /**
   * One transaction at READ COMMITTED, run again after a deadlock. {@code work} may call {@link
   * Handle#rollback()} to end it without effect. It must not begin another transaction.
   */
  public <R> R transaction(String purpose, Function<Handle, R> work) {
    return inTurn(transactions, purpose, () -> jdbi.inTransaction(work::apply));
  }

  private <R> R inTurn(Semaphore turns, String purpose, Work<R> work) {
    awaitTurn(turns, purpose);
    try {
      return attempt(purpose, work);
    } finally {
      turns.release();
    }
  }

  private void awaitTurn(Semaphore turns, String purpose) {
    try {
      if (turns.tryAcquire(turnTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new StorageUnavailable("index: " + purpose + " did not get its turn");
  }

  private interface Work<R> {
    R run();
  }

  private <R> R attempt(String purpose, Work<R> work) {
    for (int tries = 1; ; tries++) {
      try {
        return work.run();
      } catch (JdbiException e) {
        if (tries == MAX_TRIES || !RETRIED.contains(SqlStates.of(e))) {
          throw translate(purpose, e);
        }
        LOG.debug("{} met a deadlock and runs again", purpose, e);
      }
    }
  }

  private RuntimeException translate(String purpose, JdbiException e) {
    String state = SqlStates.of(e);
    if (state.equals(SqlStates.DISK_FULL)) {
      full = true;
    }
    if (state.equals(SqlStates.NOT_PERMITTED)) {
      // Not a bug: a grant is missing. It can be given while the vault runs.
      return new StorageUnavailable(
          "index: %s is not permitted: %s".formatted(purpose, SqlStates.reason(e)), e);
    }
    if (state.length() == 5 && BUGS.contains(state.substring(0, 2))) {
      return new IllegalStateException("index: " + purpose + " is refused as wrong", e);
    }
    return new StorageUnavailable("index: " + purpose + " did not succeed", e);
  }

  /** Whether a statement found the server's disk full, and another one would still fail. */
  public boolean isFull() {
    if (full) {
      full = false;
      try {
        // Needs a new file: free space within existing files would hide the shortage. If it fails,
        // the failure sets the flag again.
        var _ =
            listing(
                "check for room",
                handle -> handle.inTransaction(transaction -> transaction.execute(USE_ROOM)));
      } catch (StorageException e) {
        LOG.debug("the index has no room", e);
      }
    }
    return full;
  }
}
