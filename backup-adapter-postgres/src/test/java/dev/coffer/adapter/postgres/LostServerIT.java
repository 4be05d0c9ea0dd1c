package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.embedded.Shutdown;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The index recovers automatically after any loss of its server. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LostServerIT {

  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private static final SessionTimeouts SHORT =
      new SessionTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(4));

  /** A busy machine exceeds none of these; a deadlock still does. */
  private static final SessionTimeouts LONG =
      new SessionTimeouts(RECOVERY, Duration.ofSeconds(5), RECOVERY);

  private static final int CONNECTIONS = 7;
  private static final int RESERVED = 3;

  /** Stores backups without pause until it is ended, and records the result of each call. */
  private static final class Load {

    private final Queue<UUID> stored = new ConcurrentLinkedQueue<>();
    private final Queue<StorageUnavailable> refused = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Ends with the first failure that is not a StorageUnavailable. */
    private Void run(PostgresIndex index) {
      while (!ended.get()) {
        try {
          stored.add(Tenant.register(index.ports()).store(10).id().value());
        } catch (StorageUnavailable e) {
          refused.add(e);
        }
      }
      return null;
    }
  }

  @Test
  void aServerThatIsKilledUnderLoadAndRestartedLosesNothingAndIsUsedAgain() throws Exception {
    try (var postgres = PrivatePostgres.started(Map.of())) {
      TestPostgres.Database database = postgres.freshDatabase();
      var load = new Load();
      try (var index = PostgresIndex.open(PrivatePostgres.config(database, 4));
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          running.add(threads.submit(() -> load.run(index)));
        }
        try {
          for (int round = 0; round < 2; round++) {
            int before = load.stored.size();
            await(() -> load.stored.size() > before + 20);
            postgres.kill();
            load.refused.clear();
            await(() -> !load.refused.isEmpty());
            postgres.restart();
            int after = load.stored.size();
            await(() -> load.stored.size() > after + 20);
          }
        } finally {
          load.ended.set(true);
        }
        for (Future<Void> thread : running) {
          thread.get();
        }
      }
      assertThat(available(database)).containsAll(load.stored);
    }
  }

  @Test
  void aServerThatStopsAnsweringIsGivenUpInTimeAndUsedAgain() throws Exception {
    try (var postgres = PrivatePostgres.started(Map.of());
        var index =
            PostgresIndex.open(PrivatePostgres.config(postgres.freshDatabase(), 4), SHORT)) {
      assertThat(failures(4, () -> Tenant.register(index.ports()))).isEmpty();

      postgres.pause();
      assertThat(failures(40, () -> Tenant.register(index.ports())))
          .hasSize(40)
          .allMatch(StorageUnavailable.class::isInstance);
      assertThat(TestIndex.answers(index)).isFalse();
      postgres.resume();

      await(() -> TestIndex.answers(index));
      assertThat(failures(4, () -> Tenant.register(index.ports()))).isEmpty();
    }
  }

  @Test
  void aServerWithoutAFreeConnectionMayWorkLater() throws Exception {
    try (var postgres =
        PrivatePostgres.started(
            Map.of(
                "max_connections",
                Integer.toString(CONNECTIONS + RESERVED),
                "superuser_reserved_connections",
                Integer.toString(RESERVED)))) {
      PostgresConfig config = PrivatePostgres.config(postgres.freshDatabase(), 2);
      Collection<Connection> taken = all(postgres.freshDatabase());
      try (var pool = new Sessions(config, SHORT).pool()) {
        var database = new Database(pool);
        try {
          assertThatThrownBy(() -> PostgresIndex.open(config))
              .isInstanceOf(StorageUnavailable.class)
              .hasMessageContaining("connection");
          assertThatThrownBy(() -> database.query("ask", handle -> handle.execute("select 1")))
              .isInstanceOf(StorageUnavailable.class);
        } finally {
          for (Connection connection : taken) {
            connection.close();
          }
        }
        await(() -> answers(database));
      }
    }
  }

  private static boolean answers(Database database) {
    try {
      return database.query(
          "ask", handle -> handle.createQuery("select true").mapTo(Boolean.class).one());
    } catch (StorageUnavailable e) {
      return false;
    }
  }

  /**
   * The server still counts connections that were just closed, until their processes have ended.
   */
  private static Collection<Connection> all(TestPostgres.Database database) {
    List<Connection> taken = new ArrayList<>();
    await(() -> {
      try {
        taken.add(database.connect());
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("53300");
      }
      return taken.size() == CONNECTIONS;
    });
    return taken;
  }

  @Test
  void fiftyTransactionsOnTwoConnectionsAllEnd() throws Exception {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (var index = PostgresIndex.open(PrivatePostgres.config(database, 2), LONG)) {
      assertThat(failures(50, () -> Tenant.register(index.ports()).store(10))).isEmpty();
    }
  }

  /** Runs these calls at the same time and returns their failures. */
  private static List<Throwable> failures(int calls, Callable<?> call) throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<?> future : threads.invokeAll(Collections.nCopies(calls, call))) {
        try {
          future.get();
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
    }
    return failures;
  }

  private static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("waited").isLessThan(RECOVERY.toNanos());
      Shutdown.pause(POLL);
    }
  }

  private static Set<UUID> available(TestPostgres.Database database) throws SQLException {
    Set<UUID> ids = new HashSet<>();
    try (Connection connection = database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select id from vault.backup where state = 'available'")) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
