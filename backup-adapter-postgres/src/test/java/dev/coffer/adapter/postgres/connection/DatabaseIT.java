package dev.coffer.adapter.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.adapter.postgres.PrivatePostgres;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which exception a caller gets for each kind of failure. */
class DatabaseIT {

  private static TestPostgres.Database server;
  private static HikariDataSource pool;
  private static Database database;

  @BeforeAll
  static void open() throws SQLException {
    server = TestPostgres.freshDatabase();
    PrivatePostgres.execute(server, "create table thing (id int)");
    pool = new Sessions(TestIndex.config(server), SessionTimeouts.DEFAULT).pool();
    database = new Database(pool);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static void raise(String sqlState) {
    database.query(
        "try",
        handle ->
            handle.execute(
                "do $$ begin raise exception 'trouble' using errcode = '%s'; end $$"
                    .formatted(sqlState)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "25006", "40001", "40P01", "42501", "53100", "53200", "53300", "55P03", "57014",
        "57P01", "57P03", "58030", "XX000"
      })
  void aServerInTroubleMayWorkLater(String sqlState) {
    assertThatThrownBy(() -> raise(sqlState))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageStartingWith("index: try ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"22012", "23505", "42P01"})
  void aWrongStatementIsABug(String sqlState) {
    assertThatThrownBy(() -> raise(sqlState)).isInstanceOf(IllegalStateException.class);
  }

  /** These messages are logged, and the values may be text from any client. */
  @Test
  void noArgumentOfAStatementIsInAMessage() {
    assertThatThrownBy(() ->
            database.query(
                "write",
                handle ->
                    handle
                        .createUpdate("insert into thing values (:id)")
                        .bind("id", "hush")
                        .execute()))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(failure -> {
          var printed = new StringWriter();
          failure.printStackTrace(new PrintWriter(printed));
          assertThat(printed.toString()).contains("ERROR: column").doesNotContain("hush");
        });
  }

  @Test
  void aStatementThatTakesTooLongMayWorkLater() {
    assertThatThrownBy(() ->
            database.transaction(
                "wait",
                handle -> {
                  handle.execute("set local statement_timeout = '50ms'");
                  return handle.execute("select pg_sleep(60)");
                }))
        .isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void aLockThatTimesOutMayBeFreeLater() throws SQLException {
    try (var connection = server.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table thing");

      assertThatThrownBy(() ->
              database.transaction(
                  "lock",
                  handle -> {
                    handle.execute("set local lock_timeout = '50ms'");
                    return handle.execute("insert into thing values (1)");
                  }))
          .isInstanceOf(StorageUnavailable.class);
    }
  }

  @Test
  void aServerThatBecameReadOnlyMayBeTheWrongOneOfAPair() {
    assertThatThrownBy(() ->
            database.transaction(
                "write",
                handle -> {
                  handle.execute("set transaction read only");
                  return handle.execute("insert into thing values (1)");
                }))
        .isInstanceOf(StorageUnavailable.class);
  }

  @Test
  void aBurstOfTransactionsLeavesConnectionsToListings() throws Exception {
    assertLeavesConnections(Database::transaction);
  }

  @Test
  void aBurstOfQueriesLeavesConnectionsToListings() throws Exception {
    assertLeavesConnections(Database::query);
  }

  private interface Way {
    boolean run(Database index, String purpose, Function<Handle, Boolean> work);
  }

  private static void assertLeavesConnections(Way way) throws Exception {
    var config =
        new PostgresConfig(server.jdbcUrl(), server.user(), new Secret(server.password()), 2);
    var held = new CountDownLatch(1);
    var rush = new ArrayList<Future<?>>();
    try (var small = new Sessions(config, SessionTimeouts.DEFAULT).pool();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var index = new Database(small);
      var begun = new Semaphore(0);
      for (int i = 0; i < 3; i++) {
        rush.add(
            threads.submit(() ->
                way.run(
                    index,
                    "hold",
                    handle -> {
                      begun.release();
                      return await(held);
                    })));
      }
      begun.acquire();

      boolean listed =
          index.listing(
              "list", handle -> handle.createQuery("select true").mapTo(Boolean.class).one());
      int underWay = begun.availablePermits();
      held.countDown();
      for (Future<?> work : rush) {
        work.get();
      }

      assertThat(listed).isTrue();
      assertThat(underWay).isZero();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aConnectionThatTheServerEndsIsReplaced() {
    assertThatThrownBy(() ->
            database.query(
                "end", handle -> handle.execute("select pg_terminate_backend(pg_backend_pid())")))
        .isInstanceOf(StorageUnavailable.class);

    database.query("write", handle -> handle.execute("insert into thing values (1)"));
  }
}
