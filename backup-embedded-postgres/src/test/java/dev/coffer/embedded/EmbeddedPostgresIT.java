package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Longer than others because each case needs the same real processes and folders. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EmbeddedPostgresIT {

  private static final Duration NEXT_START = Duration.ofSeconds(30);
  @TempDir Path folder;

  private EmbeddedPostgresConfig config;
  private DataDirectoryLock lock;

  @BeforeEach
  void lockTheFolder() throws IOException {
    TestPrograms.passable(folder);
    config = config(folder, Map.of());
    lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
  }

  @AfterEach
  void releaseTheFolder() {
    lock.close();
  }

  /** Owns an embedded index until it is killed. */
  static final class Owner {

    private Owner() {}

    public static void main(String[] arguments) throws IOException {
      var folder = Path.of(arguments[0]);
      try (var lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
          var postgres =
              EmbeddedPostgres.start(config(folder, Map.of()), lock, TestPrograms::newPassword)) {
        execute(postgres, "create table if not exists kept (id int)");
        execute(postgres, "insert into kept values (1)");
        System.out.println(postgres.pid());
        System.in.read();
      }
    }
  }

  @Test
  void whatDurabilityRestsOnIsOnWhateverIsConfigured() throws Exception {
    var careless =
        Map.of(
            "fsync",
            "off",
            "synchronous_commit",
            "off",
            "full_page_writes",
            "off",
            "work_mem",
            "8MB");

    try (var postgres =
        EmbeddedPostgres.start(config(folder, careless), lock, TestPrograms::newPassword)) {
      execute(postgres, "alter system set fsync = off");
      execute(postgres, "select pg_reload_conf()");

      assertThat(show(postgres, "fsync")).isEqualTo("on");
      assertThat(show(postgres, "full_page_writes")).isEqualTo("on");
      assertThat(show(postgres, "synchronous_commit")).isEqualTo("on");
      assertThat(show(postgres, "data_checksums")).isEqualTo("on");
      assertThat(show(postgres, "work_mem")).isEqualTo("8MB");
      assertThat(show(postgres, "server_encoding")).isEqualTo("UTF8");
    }
  }

  @Test
  void itListensOnLoopbackAloneAndWithoutSocketFile() throws Exception {
    try (var postgres = start()) {
      assertThat(show(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(show(postgres, "unix_socket_directories")).isEmpty();
      assertThat(Files.readString(Path.of("/proc/net/unix")))
          .doesNotContain(".s.PGSQL." + postgres.port());
    }
  }

  /** The terminal signals a whole session; the vault's uploads need their index to finish. */
  @Test
  void aCtrlCAtTheTerminalDoesNotReachIt() throws Exception {
    try (var postgres = start()) {
      String stat = Files.readString(Path.of("/proc", "" + postgres.pid(), "stat"));
      List<String> fieldsAfterName =
          List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));

      assertThat(fieldsAfterName.get(3)).as("session").isEqualTo("" + postgres.pid());
    }
  }

  @Test
  void everybodyIsAskedForThePassword() throws Exception {
    try (var postgres = start()) {
      assertThatThrownBy(() ->
              DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong").close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));

      var rules =
          Files.readAllLines(config.dataDirectory().resolve("pg_hba.conf")).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"));
      assertThat(rules).isNotEmpty().allMatch(line -> line.endsWith("scram-sha-256"));
    }
  }

  /** A password that nobody can guess needs none; what a person chose does. */
  @Test
  void roundsOfHashingAreForThePasswordsOfPeople() throws Exception {
    var rounds = "select split_part(split_part(rolpassword, '$', 2), ':', 1) from pg_authid where ";
    try (var postgres = start();
        var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("create role analyst login password 'spring'");

      assertThat(query(postgres, rounds + "rolname = current_user")).isEqualTo("1");
      assertThat(query(postgres, rounds + "rolname = 'analyst'")).isEqualTo("4096");
    }
  }

  @Test
  void thePasswordIsItsOwnersAloneAndInNoOtherFile() throws Exception {
    try (var postgres = firstStart()) {
      var file = config.passwordFile();

      assertThat(Files.readString(file).strip()).isEqualTo(postgres.password());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(folder));
      for (var path : FileTrees.deepestFirst(config.dataDirectory())) {
        if (Files.isRegularFile(path) && Files.size(path) < 1_000_000) {
          assertThat(Files.readString(path, ISO_8859_1))
              .as("%s", path)
              .doesNotContain(postgres.password());
        }
      }
    }
  }

  @Test
  void dataAndPortSurviveStopAndStart() throws Exception {
    int port;
    try (var postgres = start()) {
      port = postgres.port();
      execute(postgres, "create table kept (id int)");
      execute(postgres, "insert into kept values (1)");
    }

    try (var postgres = restart()) {
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(query(postgres, "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aTakenPortIsReplaced() throws Exception {
    var first = start();
    first.close();

    try (var taken = new ServerSocket(first.port(), 1, InetAddress.ofLiteral("127.0.0.1"));
        var postgres = restart()) {
      assertThat(postgres.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void othersFindARunningIndexAndNoStoppedOne() throws IOException {
    assertThat(EmbeddedPostgres.running(config)).isEmpty();

    try (var postgres = start()) {
      assertThat(EmbeddedPostgres.running(config)).contains(postgres.connection());
    }

    assertThat(EmbeddedPostgres.running(config)).isEmpty();
  }

  @Test
  void closingTwiceIsHarmless() throws IOException {
    var postgres = start();

    postgres.close();
    postgres.close();

    assertThat(postgres.isRunning()).isFalse();
    assertThat(postgres.onExit()).isCompletedWithValue(0);
  }

  @Test
  void anEndByItselfIsNoticedAndTheNextStartRecovers() throws Exception {
    try (var postgres = start()) {
      execute(postgres, "create table kept (id int)");
      ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

      assertThat(postgres.onExit().get(10, TimeUnit.SECONDS)).isNotZero();
      assertThat(postgres.isRunning()).isFalse();
    }

    try (var postgres = restart()) {
      assertThat(query(postgres, "select count(*) from kept")).isEqualTo("0");
    }
  }

  @Test
  void theNextStartAfterAKilledOwnerKeepsWhatWasCommitted() throws Exception {
    PreparedPostgres.copyTo(config);
    lock.close();
    try (var owner = OtherProcess.start(Owner.class, folder)) {
      assertThat(owner.nextLine()).isNotNull();
    }
    lockTheFolder();
    var start = System.nanoTime();

    try (var postgres = restart()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NEXT_START);
      assertThat(query(postgres, "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aPostmasterThatMissedTheDeathOfItsOwnerIsStopped() throws Exception {
    PreparedPostgres.copyTo(config);
    lock.close();
    long leftOver;
    try (var owner = OtherProcess.start(Owner.class, folder)) {
      leftOver = Long.parseLong(owner.nextLine());
      // A stopped process does not see the parent-death signal.
      assertThat(Programs.succeeds(List.of("sh", "-c", "kill -s STOP " + leftOver))).isTrue();
    }
    lockTheFolder();
    assertThat(ProcessHandle.of(leftOver)).isPresent();
    var start = System.nanoTime();

    try (var postgres = restart()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NEXT_START);
      assertThat(postgres.pid()).isNotEqualTo(leftOver);
      assertThat(query(postgres, "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aPostmasterWithoutParentDeathSignalIsStopped() throws Exception {
    PreparedPostgres.copyTo(config);
    var binaries = PostgresBinaries.unpack(config.binariesDirectory());
    var command =
        new ArrayList<>(
            List.of(binaries.postgres().toString(), "-D", config.dataDirectory().toString()));
    command.addAll(ServerSettings.forServer(Map.of(), freePort()));
    var builder =
        Programs.builder(DatabaseUser.forFolder(folder).command(command), Path.of("/dev/null"));
    var leftOver = Postmaster.launch(builder);
    assertThat(leftOver.awaitReady(config.dataDirectory(), NEXT_START))
        .isEqualTo(Postmaster.Outcome.READY);

    try (var postgres = restart()) {
      assertThat(leftOver.exit().get(1, TimeUnit.SECONDS)).isZero();
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void anotherDirectorysPostmasterIsNeverTouched() throws Exception {
    var copied =
        new EmbeddedPostgresConfig(
            folder.resolve("copy"),
            config.binariesDirectory(),
            folder.resolve("copy.password"),
            NEXT_START,
            Map.of());
    PreparedPostgres.copyTo(copied);

    try (var original = start()) {
      Files.copy(
          config.dataDirectory().resolve(PostmasterPid.FILE_NAME),
          copied.dataDirectory().resolve(PostmasterPid.FILE_NAME),
          StandardCopyOption.COPY_ATTRIBUTES);
      DatabaseUser.forFolder(folder).own(copied.dataDirectory().resolve(PostmasterPid.FILE_NAME));

      try (var copy = EmbeddedPostgres.start(copied, lock, EmbeddedPostgresIT::noNewPassword)) {
        assertThat(copy.port()).isNotEqualTo(original.port());
        assertThat(query(copy, "select 1")).isEqualTo("1");
      }
      assertThat(query(original, "select 1")).isEqualTo("1");
    }
  }

  /** As after a restart of the machine, when the number has gone to another PostgreSQL. */
  @Test
  void aStaleFileThatNamesAnotherPostgresBlocksNoStartAndEndsNobody() throws Exception {
    var other =
        new EmbeddedPostgresConfig(
            folder.resolve("other"),
            config.binariesDirectory(),
            folder.resolve("other.password"),
            NEXT_START,
            Map.of());
    PreparedPostgres.copyTo(other);
    PreparedPostgres.copyTo(config);

    try (var stranger = EmbeddedPostgres.start(other, lock, EmbeddedPostgresIT::noNewPassword)) {
      writePidFile(
          Files.readString(other.dataDirectory().resolve(PostmasterPid.FILE_NAME), ISO_8859_1)
              .replace(other.dataDirectory().toString(), config.dataDirectory().toString()));
      assertThat(EmbeddedPostgres.running(config)).isEmpty();

      try (var ours = restart()) {
        assertThat(query(ours, "select 1")).isEqualTo("1");
      }
      assertThat(query(stranger, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void aStaleFileThatNamesSomebodyElsesProgramBlocksNoStart() throws Exception {
    PreparedPostgres.copyTo(config);
    try (var stranger = OtherProcess.start(Stranger.class, folder)) {
      assertThat(stranger.nextLine()).isEqualTo("here");
      writePidFile(stranger.process().pid() + "\n" + config.dataDirectory() + "\n");

      try (var ours = restart()) {
        assertThat(query(ours, "select 1")).isEqualTo("1");
      }
      assertThat(stranger.process().isAlive()).isTrue();
    }
  }

  /** Waits until it is killed. */
  static final class Stranger {

    private Stranger() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("here");
      System.in.read();
    }
  }

  /** A loss of power can leave a file without its content. */
  @Test
  void anEmptyOrBrokenPidFileBlocksNoStart() throws Exception {
    PreparedPostgres.copyTo(config);
    for (var content : List.of("", "\0\0\0\0", "none\n", "0\n")) {
      writePidFile(content);

      try (var ours = restart()) {
        assertThat(query(ours, "select 1")).as("after \"%s\"", content).isEqualTo("1");
      }
    }
  }

  @Test
  void aLeftOverIsFoundAndStoppedAlsoWhenItsPidFileIsEmpty() throws Exception {
    PreparedPostgres.copyTo(config);
    lock.close();
    long leftOver;
    try (var owner = OtherProcess.start(Owner.class, folder)) {
      leftOver = Long.parseLong(owner.nextLine());
      // A stopped process does not see the parent-death signal.
      Signals.send("STOP", leftOver);
    }
    lockTheFolder();
    writePidFile("");

    try (var postgres = restart()) {
      assertThat(ProcessHandle.of(leftOver).map(ProcessHandle::isAlive)).isNotEqualTo(true);
      assertThat(query(postgres, "select count(*) from kept")).isEqualTo("1");
    }
  }

  private void writePidFile(String content) throws IOException {
    var file = config.dataDirectory().resolve(PostmasterPid.FILE_NAME);
    Files.writeString(file, content, ISO_8859_1);
    DatabaseUser.forFolder(folder).own(file);
  }

  @Test
  void aPostmasterOfOtherBinariesIsNotStopped() throws Exception {
    PreparedFolder.copy(config.binariesDirectory(), folder.resolve("programs"));
    try (var postgres = start()) {
      var elsewhere =
          new EmbeddedPostgresConfig(
              config.dataDirectory(),
              folder.resolve("programs"),
              config.passwordFile(),
              NEXT_START,
              Map.of());

      assertThatThrownBy(
              () -> EmbeddedPostgres.start(elsewhere, lock, EmbeddedPostgresIT::noNewPassword))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("is in use by process " + postgres.pid());
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void anInterruptedFirstStartIsRepeated() throws Exception {
    var half = Files.createDirectories(folder.resolve("postgres.initdb4711/data"));
    Files.writeString(half.resolve("PG_VERSION"), "18\n");

    try (var postgres = firstStart()) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
      assertThat(folder.resolve("postgres.initdb4711")).doesNotExist();
    }
  }

  @Test
  void anotherMajorVersionIsRefused() throws Exception {
    PreparedPostgres.copyTo(config);
    Files.writeString(config.dataDirectory().resolve("PG_VERSION"), "17\n");

    assertThatThrownBy(this::restart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("\"" + config.dataDirectory() + "\" was written by PostgreSQL 17")
        .hasMessageContaining("includes PostgreSQL 18")
        .hasMessageContaining("coffer index dump")
        .hasMessageContaining("coffer index restore");
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws Exception {
    Files.createDirectory(config.dataDirectory());
    Files.writeString(config.dataDirectory().resolve("letter.txt"), "dear");

    assertThatThrownBy(this::firstStart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("is not empty and contains no PostgreSQL database");
  }

  @Test
  void aLostOrWrongPasswordFileIsNamed() throws Exception {
    PreparedPostgres.copyTo(config);
    Files.writeString(config.passwordFile(), "another\n");

    assertThatThrownBy(this::restart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("Restore the password file \"" + config.passwordFile() + "\"");

    Files.delete(config.passwordFile());
    assertThatThrownBy(this::restart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("its password file \"" + config.passwordFile() + "\" does not");
  }

  @Test
  void aFailingStartShowsTheLog() throws IOException {
    PreparedPostgres.copyTo(config);
    var impossible = config(folder, Map.of("shared_buffers", "1"));

    assertThatThrownBy(
            () -> EmbeddedPostgres.start(impossible, lock, EmbeddedPostgresIT::noNewPassword))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("shared_buffers");
  }

  /** As a checkout under /root. An ordinary user's own folder needs nobody's permission either. */
  @Test
  void aFolderThatIsClosedToAllOthersIsEnough() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

    try (var postgres = firstStart()) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
      for (var path : FileTrees.deepestFirst(config.dataDirectory())) {
        assertThat(Files.getOwner(path)).as("%s", path).isEqualTo(Files.getOwner(folder));
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void theLockMustCoverTheDataDirectory() throws IOException {
    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

    try (var other = DataDirectoryLock.acquire(elsewhere.resolve("lock"), Clock.systemUTC())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EmbeddedPostgres.start(config, other, TestPrograms::newPassword))
          .withMessageContaining("under the locked folder");
    }
  }

  private EmbeddedPostgres firstStart() {
    return EmbeddedPostgres.start(config, lock, TestPrograms::newPassword);
  }

  /** On what a first start has left behind. */
  private EmbeddedPostgres start() throws IOException {
    PreparedPostgres.copyTo(config);
    return restart();
  }

  private EmbeddedPostgres restart() {
    return EmbeddedPostgres.start(config, lock, EmbeddedPostgresIT::noNewPassword);
  }

  private static String noNewPassword() {
    throw new AssertionError("a second password was made");
  }

  private static EmbeddedPostgresConfig config(Path folder, Map<String, String> settings) {
    return new EmbeddedPostgresConfig(
        folder.resolve("postgres"),
        TestPrograms.binariesDirectory(),
        folder.resolve("postgres.password"),
        NEXT_START,
        settings);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String show(EmbeddedPostgres postgres, String setting) throws SQLException {
    return query(postgres, "show " + setting);
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Test
  void anIndexThatAnotherProcessUsesIsStoppedAfterThat() throws IOException {
    try (var postgres = start()) {
      var use = EmbeddedPostgres.use(config).orElseThrow();
      var further = EmbeddedPostgres.use(config).orElseThrow();
      further.close();

      var stopping = CompletableFuture.runAsync(postgres::closeAfterOthers);
      // The one that stops it waits once nobody else is let in.
      while (!isRefused()) {
        Thread.onSpinWait();
      }
      boolean runsMeanwhile = postgres.isRunning() && !stopping.isDone();
      use.close();
      stopping.join();

      assertThat(runsMeanwhile).isTrue();
      assertThat(postgres.isRunning()).isFalse();
      assertThat(EmbeddedPostgres.use(config)).isEmpty();
    }
  }

  private boolean isRefused() {
    var use = EmbeddedPostgres.use(config);
    use.ifPresent(IndexUse::close);
    return use.isEmpty();
  }
}
