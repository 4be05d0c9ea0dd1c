package dev.coffer.adapter.postgres;

import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import dev.coffer.embedded.FileTrees;
import dev.coffer.embedded.PreparedPostgres;
import dev.coffer.embedded.Signals;
import dev.coffer.embedded.TestPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.stream.LongStream;

/**
 * A durable PostgreSQL that one test owns and several vault servers share. It can be killed,
 * stopped, frozen, and started again on the same port and the same data. Ends with this JVM. Not
 * thread-safe.
 */
public final class ExternalPostgres implements AutoCloseable {

  private final Path folder;
  private final DataDirectoryLock lock;
  private final EmbeddedPostgresConfig config;
  private EmbeddedPostgres server;

  private ExternalPostgres(Path folder, DataDirectoryLock lock, EmbeddedPostgresConfig config) {
    this.folder = folder;
    this.lock = lock;
    this.config = config;
    this.server = start();
  }

  /** Starts an empty server and returns when it accepts connections. */
  public static ExternalPostgres startNew() throws IOException {
    var folder = TestPrograms.passable(Files.createTempDirectory("coffer-test-external-postgres-"));
    var layout = EmbeddedPostgresConfig.under(folder);
    var config =
        new EmbeddedPostgresConfig(
            layout.dataDirectory(),
            TestPrograms.binariesDirectory(),
            layout.passwordFile(),
            layout.startTimeout(),
            layout.settings());
    PreparedPostgres.copyTo(config);
    var lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
    return new ExternalPostgres(folder, lock, config);
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(config, lock, TestPrograms::newPassword);
  }

  /** Creates a database that nothing else uses. */
  public TestPostgres.Database freshDatabase() {
    var name = TestPostgres.newName();
    var administration =
        new TestPostgres.Database(server.jdbcUrl(), server.user(), server.password());
    try (var connection = administration.connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make a database on " + server.jdbcUrl(), e);
    }
    return new TestPostgres.Database(
        TestPostgres.withDatabase(server.jdbcUrl(), name), server.user(), server.password());
  }

  /** Kills the main process by SIGKILL. Its children notice and end. */
  public void kill() {
    Signals.send("KILL", server.pid());
    server.onExit().join();
  }

  /** Shuts down in order: transactions in progress are rolled back, connections are closed. */
  public void stop() {
    server.close();
  }

  /** Call it after {@link #kill} or {@link #stop}. */
  public void startAgain() {
    var port = server.port();
    server = start();
    if (server.port() != port) {
      throw new AssertionError("port " + port + " was taken meanwhile");
    }
  }

  /** Suspends every process: connections stay open and nothing answers. */
  public void freeze() {
    // The main process first, so that it starts no further child.
    Signals.send("STOP", server.pid());
    Signals.send("STOP", children());
  }

  /** Call it after {@link #freeze}. */
  public void thaw() {
    Signals.send("CONT", children());
    Signals.send("CONT", server.pid());
  }

  private long[] children() {
    return ProcessHandle.of(server.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMapToLong(child -> LongStream.of(child.pid()))
        .toArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    lock.close();
    FileTrees.delete(folder);
  }
}
