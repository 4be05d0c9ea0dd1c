package dev.coffer.adapter.postgres;

import static java.util.Objects.requireNonNull;

import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.domain.access.Secret;
import dev.coffer.embedded.DatabaseUser;
import dev.coffer.embedded.FileTrees;
import dev.coffer.embedded.IndexConnection;
import dev.coffer.embedded.PasswordFile;
import dev.coffer.embedded.PostgresBinaries;
import dev.coffer.embedded.Postmaster;
import dev.coffer.embedded.PreparedFolder;
import dev.coffer.embedded.Programs;
import dev.coffer.embedded.Shutdown;
import dev.coffer.embedded.TestPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that belongs to one test. The test chooses its settings, kills it and pauses
 * it. Its programs are those of the embedded index, or those in {@code COFFER_TEST_POSTGRES_HOME},
 * a folder with {@code bin/initdb} and {@code bin/postgres} that every user can read.
 */
public final class PrivatePostgres implements AutoCloseable {

  private static final String HOME = "COFFER_TEST_POSTGRES_HOME";
  private static final String SUPERUSER = "postgres";
  private static final String CLUSTER = "cluster";
  private static final String PASSWORD_FILE = "password";
  private static final String DATA = "data";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path folder;
  private final DatabaseUser user;
  private final Path programs;
  private final int port;
  private final String password;
  private Map<String, String> settings = Map.of();
  private @Nullable Postmaster postmaster;

  private PrivatePostgres(
      Path folder, DatabaseUser user, Path programs, int port, String password) {
    this.folder = folder;
    this.user = user;
    this.programs = programs;
    this.port = port;
    this.password = password;
  }

  /** Creates its directory without starting it. */
  public static PrivatePostgres make(String... initdbOptions) throws IOException {
    var home = System.getenv(HOME);
    var programs =
        home == null || home.isBlank()
            ? PostgresBinaries.unpack(TestPrograms.binariesDirectory()).home()
            : Path.of(home);
    var initdb = initdb(programs, initdbOptions);
    var prepared =
        PreparedFolder.of(
            "private-postgres" + String.join("", initdbOptions),
            String.join(" ", initdb),
            made -> initdb(initdb, made));
    var folder = TestPrograms.passable(Files.createTempDirectory("coffer-test-private-"));
    PreparedFolder.copy(prepared.resolve(CLUSTER), folder.resolve(CLUSTER));
    var password = Files.readString(folder.resolve(CLUSTER).resolve(PASSWORD_FILE)).strip();
    return new PrivatePostgres(
        folder, DatabaseUser.forFolder(folder), programs, TestPostgres.freePort(), password);
  }

  /** Starts a server with these settings on top of the defaults. */
  public static PrivatePostgres started(Map<String, String> settings) throws IOException {
    PrivatePostgres postgres = make("--data-checksums");
    postgres.start(settings);
    return postgres;
  }

  /** The command without the paths of its files. */
  private static List<String> initdb(Path programs, String... options) {
    var command =
        new ArrayList<>(
            List.of(
                programs.resolve("bin/initdb").toString(),
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                // Tests connect often, and their passwords need no protection against guessing.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale=C"));
    command.addAll(List.of(options));
    return command;
  }

  private static void initdb(List<String> initdb, Path folder) throws IOException {
    var user = DatabaseUser.forFolder(folder);
    var own = Files.createDirectory(folder.resolve(CLUSTER));
    var passwordFile = own.resolve(PASSWORD_FILE);
    PasswordFile.write(passwordFile, TestPrograms.newPassword());
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    user.own(own);
    var command = new ArrayList<>(initdb);
    command.addAll(List.of("--pgdata=" + own.resolve(DATA), "--pwfile=" + passwordFile));
    var log = folder.resolve("log");
    if (Programs.run(Programs.builder(user.command(command), log)) != 0) {
      throw new IllegalStateException(command.getFirst() + ": " + Files.readString(log));
    }
  }

  Path data() {
    return folder.resolve(CLUSTER).resolve(DATA);
  }

  /** Writes a file that only the server can read. */
  public Path write(String name, String content) throws IOException {
    var file = Files.writeString(data().resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    user.own(file);
    return file;
  }

  /** Makes a folder in its data directory, for the server to write to. */
  void makeFolder(String name) throws IOException {
    user.own(Files.createDirectory(data().resolve(name)));
  }

  /** Copies its files while it runs. */
  Path baseBackup() throws IOException, SQLException {
    var copy = folder.resolve("base-backup");
    // The session that begins a base backup has to end it.
    try (Connection connection = superuser().connect();
        var statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('test', true)");
      PreparedFolder.copy(data(), copy);
      try (var row = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        row.next();
        Files.writeString(copy.resolve("backup_label"), row.getString(1));
      }
    }
    Files.delete(copy.resolve("postmaster.pid"));
    return copy;
  }

  /**
   * The server dies and loses its files; those of a base backup take their place.
   *
   * @param kept a folder in the data directory that is not lost
   */
  void restoreFiles(Path base, String kept) throws IOException {
    kill();
    FileTrees.delete(base.resolve(kept));
    Files.move(data().resolve(kept), base.resolve(kept));
    FileTrees.delete(data());
    Files.move(base, data());
    user.own(data().resolve("backup_label"));
  }

  public void start(Map<String, String> newSettings) throws IOException {
    settings = newSettings;
    restart();
  }

  /** Starts it on the same port with the settings of the last start. Returns when it answers. */
  void restart() throws IOException {
    long start = System.nanoTime();
    while (true) {
      Postmaster started = Postmaster.launch(Programs.builder(command(), folder.resolve("log")));
      postmaster = started;
      while (started.isAlive()) {
        if (answers()) {
          return;
        }
        Shutdown.pause(PAUSE);
      }
      // A new postmaster refuses to start while processes of a killed one are still ending.
      if (System.nanoTime() - start > START.toNanos()) {
        throw new IllegalStateException(Files.readString(folder.resolve("log")));
      }
      Shutdown.pause(PAUSE);
    }
  }

  private List<String> command() {
    var command =
        new ArrayList<>(
            List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data().toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=" + IndexConnection.HOST,
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=16MB"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return user.serverCommand(command);
  }

  private boolean answers() {
    try (var connection = superuser().connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Kills every process at once, like a power failure. */
  void kill() {
    var all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /** After this nothing answers, although the port accepts connections. */
  void pause() {
    // The first process is stopped before its children are listed: it starts a child for each new
    // connection.
    signal("STOP", List.of(first()));
    signal("STOP", first().descendants().toList());
  }

  void resume() {
    signal("CONT", processes());
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(first()), first().descendants()).toList();
  }

  private ProcessHandle first() {
    return ProcessHandle.of(requireNonNull(postmaster).pid()).orElseThrow();
  }

  private static void signal(String name, List<ProcessHandle> processes) {
    for (var process : processes) {
      Programs.succeeds(
          List.of("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid())));
    }
  }

  /** The maintenance database, with its superuser. */
  public TestPostgres.Database superuser() {
    return as(SUPERUSER, password, "postgres");
  }

  TestPostgres.Database as(String role, String rolePassword, String database) {
    return new TestPostgres.Database(
        "jdbc:postgresql://%s:%d/%s?connectTimeout=5&socketTimeout=30"
            .formatted(IndexConnection.HOST, port, database),
        role,
        rolePassword);
  }

  /** A fresh database and an ordinary role that owns it. */
  public TestPostgres.Database freshDatabase() throws SQLException {
    var name = "vault_" + UUID.randomUUID().toString().replace("-", "");
    execute(
        superuser(),
        "create role %s login password '%s'".formatted(name, password),
        "create database %s owner %s".formatted(name, name));
    return as(name, password, name);
  }

  public static void execute(TestPostgres.Database database, String... statements)
      throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The configuration of an index on this database. */
  public static PostgresConfig config(TestPostgres.Database database, int poolSize) {
    return new PostgresConfig(
        database.jdbcUrl().replaceFirst("\\?.*", ""),
        database.user(),
        new Secret(database.password()),
        poolSize);
  }

  @Override
  public void close() throws IOException {
    if (postmaster != null) {
      postmaster.stop();
    }
    FileTrees.delete(folder);
  }
}
