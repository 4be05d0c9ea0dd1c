package dev.coffer.adapter.postgres;

import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import dev.coffer.embedded.FileTrees;
import dev.coffer.embedded.IndexConnection;
import dev.coffer.embedded.PreparedPostgres;
import dev.coffer.embedded.TestPrograms;
import dev.coffer.testkit.fixture.ContainerEngine;
import dev.coffer.testkit.fixture.ServersUsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.testcontainers.containers.ContainerLaunchException;

/**
 * Fresh databases for integration tests of this module and others. They are on the PostgreSQL
 * server that {@code COFFER_TEST_JDBC_URL}, {@code _USER} and {@code _PASSWORD} name; otherwise in
 * a container if a Docker engine answers; otherwise on one embedded instance. All tests of a JVM
 * share the server. A server that was started here ends with the JVM. Prints which server is used,
 * and why.
 */
public final class TestPostgres {

  private static final String URL = "COFFER_TEST_JDBC_URL";
  private static final String USER = "COFFER_TEST_JDBC_USER";
  private static final String PASSWORD = "COFFER_TEST_JDBC_PASSWORD";

  private TestPostgres() {}

  /** A database that nothing else uses. */
  public record Database(String jdbcUrl, String user, String password) {

    public Connection connect() throws SQLException {
      return DriverManager.getConnection(jdbcUrl, user, password);
    }
  }

  /**
   * Creates a database and never drops it: an embedded instance is deleted as a whole, and an
   * external one is set up for the test run.
   */
  public static Database freshDatabase() {
    return create("create database %s");
  }

  /**
   * Like {@link #freshDatabase}, with the contents of this one, to which nothing may be connected.
   */
  static Database copyOf(Database template) {
    String name = template.jdbcUrl().replaceFirst(".*/([^/?]*)(\\?.*)?$", "$1");
    return create("create database %s template " + name);
  }

  private static Database create(String sql) {
    var server = Server.INSTANCE;
    var name = newName();
    try (var connection = server.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql.formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make a database on " + server.jdbcUrl(), e);
    }
    return new Database(withDatabase(server.jdbcUrl(), name), server.user(), server.password());
  }

  /** A new name for a database. */
  static String newName() {
    return "coffer_test_" + UUID.randomUUID().toString().replace("-", "");
  }

  static String withDatabase(String jdbcUrl, String name) {
    return jdbcUrl.replaceFirst("/[^/?]*(\\?.*)?$", "/" + name + "$1");
  }

  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(IndexConnection.HOST))) {
      return socket.getLocalPort();
    }
  }

  private static final class Server {

    static final Database INSTANCE = connect();

    private static Database connect() {
      var url = System.getenv(URL);
      if (url != null && !url.isBlank()) {
        ServersUsed.note(
            System.out, "PostgreSQL: " + url.replaceFirst("\\?.*", "") + " (named by " + URL + ")");
        return new Database(
            url,
            System.getenv().getOrDefault(USER, ""),
            System.getenv().getOrDefault(PASSWORD, ""));
      }
      return ContainerEngine.answers()
          ? container()
          : embedded("no Docker engine answers, no " + URL);
    }

    /** A Docker engine may answer without being able to fetch an image. */
    private static Database container() {
      try {
        Database started = PostgresContainer.start();
        ServersUsed.note(
            System.out,
            "PostgreSQL: %s in a container, %s (a Docker engine answers)"
                .formatted(PostgresContainer.IMAGE, started.jdbcUrl()));
        return started;
      } catch (ContainerLaunchException e) {
        return embedded(
            "a Docker engine answers, but runs no %s: %s".formatted(PostgresContainer.IMAGE, e));
      }
    }

    private static Database embedded(String reason) {
      try {
        Database started = embedded();
        ServersUsed.note(
            System.out, "PostgreSQL: embedded, %s (%s)".formatted(started.jdbcUrl(), reason));
        return started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Database embedded() throws IOException {
      var folder = TestPrograms.passable(Files.createTempDirectory("coffer-test-index-"));
      var lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
      var layout = EmbeddedPostgresConfig.under(folder);
      var config =
          new EmbeddedPostgresConfig(
              layout.dataDirectory(),
              TestPrograms.binariesDirectory(),
              layout.passwordFile(),
              layout.startTimeout(),
              layout.settings());
      PreparedPostgres.copyTo(config);
      var postgres = EmbeddedPostgres.start(config, lock, TestPrograms::newPassword);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, lock, folder)));
      return new Database(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void end(EmbeddedPostgres postgres, DataDirectoryLock lock, Path folder) {
      postgres.close();
      lock.close();
      try {
        FileTrees.delete(folder);
      } catch (IOException e) {
        System.err.println("left behind: " + folder + " (" + e + ")");
      }
    }
  }
}
