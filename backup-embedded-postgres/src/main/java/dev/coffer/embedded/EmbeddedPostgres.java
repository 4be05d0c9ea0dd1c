package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a Coffer that was given no PostgreSQL: one that is unpacked from the class path and
 * runs as a child of this JVM. It is durable (fsync, full page writes, synchronous commit,
 * checksums), listens on 127.0.0.1 alone, has no Unix socket and asks everybody for a password
 * (SCRAM). When the JVM dies, it shuts down; where it could not, the next start stops it first.
 *
 * <p>It takes no lock of its own, it asks for that of a folder above its data directory: the lock
 * is what allows it to treat a running postmaster as a left-over. Keep the lock until after {@link
 * #close}.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE_MISSING = "3D000";
  private static final String PASSWORD_WRONG = "28P01";
  private static final String CONNECT_SECONDS = "10";
  private static final String NO_OPTIONS = "";

  private final Postmaster postmaster;
  private final IndexConnection connection;
  private final CompletableFuture<Integer> exit;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedPostgres(Postmaster postmaster, IndexConnection connection, PostgresLogs logs) {
    this.postmaster = postmaster;
    this.connection = connection;
    this.exit = postmaster.exit().thenApply(status -> reportUnexpectedEnd(status, logs));
  }

  /**
   * Starts PostgreSQL, making its directory and the database at the first start, and returns when
   * it accepts connections. Started by root, the directory is given to the owner of the folder that
   * it is in.
   *
   * @param lock held by this process, on a folder above the data directory
   * @param newPassword makes the owner's password at the first start: 256 random bits in base64url
   * @throws EmbeddedPostgresException when PostgreSQL cannot start; nothing is left running then
   */
  public static EmbeddedPostgres start(
      EmbeddedPostgresConfig config, DataDirectoryLock lock, Supplier<String> newPassword) {
    return start(config, lock, newPassword, FileTrees.folderOf(config.dataDirectory()));
  }

  /**
   * As {@link #start}, for a command that only needs the index for a moment: it leaves each file
   * with its owner.
   */
  public static EmbeddedPostgres startAsOwner(
      EmbeddedPostgresConfig config, DataDirectoryLock lock, Supplier<String> newPassword) {
    var made = Files.exists(config.dataDirectory().resolve(DataDirectory.VERSION_FILE));
    return start(
        config,
        lock,
        newPassword,
        made ? config.dataDirectory() : FileTrees.folderOf(config.dataDirectory()));
  }

  private static EmbeddedPostgres start(
      EmbeddedPostgresConfig config,
      DataDirectoryLock lock,
      Supplier<String> newPassword,
      Path owned) {
    if (!lock.covers(config.dataDirectory())) {
      throw new IllegalArgumentException(
          "dataDirectory: \"%s\" (expected: under the locked folder)"
              .formatted(config.dataDirectory()));
    }
    var start = System.nanoTime();
    try {
      var directory = prepare(config, owned);
      var password = password(directory, newPassword);
      var running = new PostmasterStart(directory).run();
      var connection =
          new IndexConnection(
              running.port(), IndexConnection.OWNER, password, config.passwordFile());
      requireDatabase(running.postmaster(), connection);
      log.info(
          "index: PostgreSQL {} (process {}) ready on {}:{} after {} ms",
          directory.binaries().version(),
          running.postmaster().pid(),
          IndexConnection.HOST,
          running.port(),
          (System.nanoTime() - start) / 1_000_000);
      return new EmbeddedPostgres(running.postmaster(), connection, directory.logs());
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded index: cannot start on \"%s\": %s".formatted(config.dataDirectory(), e), e);
    }
  }

  /** With the owner of the folder {@code owned} as PostgreSQL's user. */
  private static DataDirectory prepare(EmbeddedPostgresConfig config, Path owned)
      throws IOException {
    var binaries = PostgresBinaries.unpack(config.binariesDirectory());
    var folder = FileTrees.folderOf(config.dataDirectory());
    FileTrees.createFolders(folder);
    var user = DatabaseUser.forFolder(owned);
    user.requirePassage(binaries.home(), folder);
    var logs = new PostgresLogs(config.sibling(".start.log"), config.dataDirectory());
    return new DataDirectory(config, user, binaries, logs);
  }

  private static String password(DataDirectory directory, Supplier<String> newPassword)
      throws IOException {
    var file = new PasswordFile(directory.config().passwordFile());
    if (directory.isMade()) {
      directory.check();
      return file.read();
    }
    var password = file.readOrCreate(newPassword);
    directory.make(password);
    return password;
  }

  /** Also the proof that the password file is the right one, before anything is built on it. */
  private static void requireDatabase(Postmaster postmaster, IndexConnection connection) {
    var ready = false;
    try {
      if (!databaseExists(connection)) {
        createDatabase(connection);
      }
      ready = true;
    } catch (SQLException e) {
      var hint =
          PASSWORD_WRONG.equals(e.getSQLState())
              ? " Restore the password file \"" + connection.passwordFile() + "\" from a copy."
              : "";
      throw new EmbeddedPostgresException(
          "embedded index: PostgreSQL started, but refused the connection: "
              + e.getMessage()
              + hint,
          e);
    } finally {
      if (!ready) {
        postmaster.stop();
      }
    }
  }

  private static boolean databaseExists(IndexConnection connection) throws SQLException {
    try (var opened = connect(connection, IndexConnection.DATABASE, NO_OPTIONS)) {
      return !opened.isClosed();
    } catch (SQLException e) {
      if (DATABASE_MISSING.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static void createDatabase(IndexConnection connection) throws SQLException {
    try (var administration = connect(connection, "postgres", NO_OPTIONS);
        var statement = administration.createStatement()) {
      statement.execute("create database " + IndexConnection.DATABASE);
    }
  }

  /**
   * A session.
   *
   * @param options settings of it, as on PostgreSQL's command line
   */
  static Connection connect(IndexConnection connection, String database, String options)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", connection.user());
    properties.setProperty("password", connection.password());
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("options", options);
    return DriverManager.getConnection(connection.jdbcUrl(database), properties);
  }

  /**
   * How to reach the index that some process runs in this directory, without starting anything.
   * Empty when none is ready.
   *
   * @throws EmbeddedPostgresException when the files may not be read, for example by another user
   */
  public static Optional<IndexConnection> running(EmbeddedPostgresConfig config) {
    try {
      var file = PostmasterPid.read(config.dataDirectory());
      if (file.isEmpty()
          || !file.get().isReadyIn(file.get().pid())
          || !new PostgresProcess(file.get().pid()).worksOn(config.dataDirectory())) {
        return Optional.empty();
      }
      var password = new PasswordFile(config.passwordFile()).read();
      return Optional.of(
          new IndexConnection(
              file.get().port(), IndexConnection.OWNER, password, config.passwordFile()));
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded index: cannot read \"%s\": %s".formatted(config.dataDirectory(), e), e);
    }
  }

  /**
   * As {@link #running}, for a process that works with it. Close it after the last connection: a
   * command that runs this index does not stop it before. A server does.
   */
  public static Optional<IndexUse> use(EmbeddedPostgresConfig config) {
    return running(config).flatMap(IndexUse::share);
  }

  private int reportUnexpectedEnd(int status, PostgresLogs logs) {
    if (!closed.get()) {
      log.error("index: PostgreSQL exited unexpectedly with status {}.{}", status, logs.tail());
    }
    return status;
  }

  /** Everything a client needs. */
  public IndexConnection connection() {
    return connection;
  }

  /** Of the database {@code coffer}. */
  public String jdbcUrl() {
    return connection.jdbcUrl();
  }

  public String user() {
    return connection.user();
  }

  public String password() {
    return connection.password();
  }

  public int port() {
    return connection.port();
  }

  /** The process id of PostgreSQL's main process. */
  public long pid() {
    return postmaster.pid();
  }

  public boolean isRunning() {
    return postmaster.isAlive();
  }

  /** Completes with the exit status when PostgreSQL ends, by {@link #close} or unexpectedly. */
  public CompletableFuture<Integer> onExit() {
    return exit.copy();
  }

  /** As {@link #close}, once no other process {@linkplain #use uses} it. */
  public void closeAfterOthers() {
    try (var alone = IndexUse.alone(connection)) {
      log.debug("index: used by nobody else on {}", alone.index().port());
      close();
    } catch (SQLException e) {
      log.debug("index: has ended before", e);
      close();
    }
  }

  /**
   * Fast shutdown: open transactions are rolled back, everything committed is on disk. Returns when
   * PostgreSQL is gone, normally after 0.1 s, at most 25 s. Closing again does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      postmaster.stop();
      log.info("index: PostgreSQL stopped");
    }
  }
}
