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
 * A durable PostgreSQL of a test's own, for several servers to share, that can be killed, stopped,
 * frozen, and started again on the same port and the same data. Ends with this JVM. Not
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

  /** Empty, and ready for connections. */
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

  /** A database that nobody else has. */
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

  /** SIGKILL of the main process. Its children notice and end by themselves. */
  public void kill() {
    Signals.send("KILL", server.pid());
    server.onExit().join();
  }

  /** In order: what was under way is rolled back, connections are closed. */
  public void stop() {
    server.close();
  }

  /** After {@link #kill} or {@link #stop}. */
  public void startAgain() {
    var port = server.port();
    server = start();
    if (server.port() != port) {
      throw new AssertionError("port " + port + " was taken meanwhile");
    }
  }

  /** Stops every process where it stands: connections stay open and nothing answers. */
  public void freeze() {
    // The main process first, so that it makes no further child.
    Signals.send("STOP", server.pid());
    Signals.send("STOP", children());
  }

  /** After {@link #freeze}. */
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
