package dev.coffer.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who PostgreSQL runs as when root starts it. Only root can change users, so the cases for root say
 * so and are skipped for others; the build runs as root.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DatabaseUserIT {

  private static final List<String> REFUSED = List.of("false");

  /** Users that every Linux has; they stand for those of an administrator. */
  private static final String OTHER = "daemon";

  private static final String EARLIER = "nobody";

  @TempDir Path folder;

  private EmbeddedPostgresConfig config;
  private DataDirectoryLock lock;

  @BeforeEach
  void lockTheFolder() {
    config =
        new EmbeddedPostgresConfig(
            folder.resolve("postgres"),
            TestPrograms.binariesDirectory(),
            folder.resolve("postgres.password"),
            Duration.ofSeconds(30),
            Map.of());
    lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC());
  }

  @AfterEach
  void releaseTheFolder() {
    lock.close();
  }

  @Test
  void itHasNoCapabilityAndCanGainNone() throws Exception {
    try (var postgres = start()) {
      var status = Files.readString(Path.of("/proc", "" + postgres.pid(), "status"));

      assertThat(status)
          .containsPattern("CapEff:\\s+0{16}\\n")
          .containsPattern("CapPrm:\\s+0{16}\\n");
      if (DatabaseUser.isRoot()) {
        assertThat(status).containsPattern("NoNewPrivs:\\s+1\\n");
      }
    }
  }

  @Test
  void onAFolderOfAnotherUserItRunsAsThatUser() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can run a program as another user");
    open(folder);
    give(folder, OTHER);

    try (var postgres = firstStart()) {
      assertThat(owner(Path.of("/proc", "" + postgres.pid()))).isEqualTo(OTHER);
      assertThat(answer(postgres)).isEqualTo("1");
    }
    assertThat(ownersUnder(config.dataDirectory())).containsOnly(OTHER);
    assertThat(owner(folder)).isEqualTo(OTHER);
  }

  @Test
  void aDirectoryOfAnEarlierVersionIsTakenOver() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can change the owner of a file");
    makeAsEarlierVersions();
    var outside = Files.writeString(folder.resolve("outside"), "");
    give(outside, EARLIER);
    Files.createSymbolicLink(config.dataDirectory().resolve("link"), outside);

    try (var postgres = restart()) {
      assertThat(answer(postgres)).isEqualTo("1");
    }

    assertThat(ownersUnder(config.dataDirectory())).containsOnly("root");
    assertThat(owner(outside)).isEqualTo(EARLIER);
  }

  @Test
  void aDirectoryOfAnEarlierVersionIsTakenOverOnlyOnceItsPostmasterHasEnded() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can change the owner of a file");
    makeAsEarlierVersions();
    var command =
        new ArrayList<>(
            List.of(
                PostgresBinaries.unpack(config.binariesDirectory()).postgres().toString(),
                "-D",
                config.dataDirectory().toString()));
    command.addAll(ServerSettings.forServer(Map.of(), freePort()));
    var asEarlier = DatabaseUser.forFolder(config.dataDirectory()).command(command);
    var leftOver = Postmaster.launch(Programs.builder(asEarlier, Path.of("/dev/null")));
    assertThat(leftOver.awaitReady(config.dataDirectory(), Duration.ofSeconds(30)))
        .isEqualTo(Postmaster.Outcome.READY);

    try (var postgres = restart()) {
      assertThat(leftOver.exit().get(1, TimeUnit.SECONDS)).isZero();
      assertThat(answer(postgres)).isEqualTo("1");
    }
    assertThat(ownersUnder(config.dataDirectory())).containsOnly("root");
  }

  @Test
  void aCommandLeavesEachFileWithItsOwner() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can run a program as another user");
    makeAsEarlierVersions();

    try (var postgres =
        EmbeddedPostgres.startAsOwner(config, lock, DatabaseUserIT::noNewPassword)) {
      assertThat(owner(Path.of("/proc", "" + postgres.pid()))).isEqualTo(EARLIER);
      assertThat(answer(postgres)).isEqualTo("1");
    }

    assertThat(ownersUnder(config.dataDirectory())).containsOnly(EARLIER);
  }

  @Test
  void aHardLinkIsNotTakenOver() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can change the owner of a file");
    Files.createDirectory(config.dataDirectory());
    Files.writeString(config.dataDirectory().resolve("PG_VERSION"), "18\n");
    give(config.dataDirectory(), EARLIER);
    var outside = Files.writeString(folder.resolve("outside"), "");
    give(outside, OTHER);
    Files.createLink(config.dataDirectory().resolve("hard"), outside);

    assertThatThrownBy(this::restart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("\"" + config.dataDirectory().resolve("hard") + "\"")
        .hasMessageContaining("is a hard link");
    assertThat(owner(outside)).isEqualTo(OTHER);
  }

  @Test
  void aSymbolicLinkInPlaceOfTheDirectoryIsNotTakenOver() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root can change the owner of a file");
    Files.createDirectory(config.dataDirectory());
    Files.writeString(config.dataDirectory().resolve("PG_VERSION"), "18\n");
    give(config.dataDirectory(), EARLIER);
    var moved = Files.move(config.dataDirectory(), folder.resolve("moved"));
    Files.createSymbolicLink(config.dataDirectory(), moved);

    assertThatThrownBy(this::restart)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("is a symbolic link to a folder of the user " + EARLIER);
    assertThat(ownersUnder(moved)).containsOnly(EARLIER);
  }

  @Test
  void aFolderThatItCannotEnterIsNamed() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "an ordinary user's PostgreSQL enters what Coffer can enter");
    give(folder, OTHER);
    var inside = Files.createDirectory(folder.resolve("inside"));

    assertThatThrownBy(() -> DatabaseUser.forFolder(inside).requirePassage(inside))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("without root's privileges")
        .hasMessageContaining("the folder \"" + folder.toRealPath() + "\" of the user " + OTHER);
  }

  @Test
  void whereNamespacesAreRefusedItIsTheSystemUser() throws Exception {
    assumeTrue(DatabaseUser.isRoot(), "only root needs a namespace");

    var user = DatabaseUser.forFolderOfRoot(folder, REFUSED, OTHER);

    assertThat(Programs.line(user.command(List.of("id", "-un")))).contains(OTHER);
    assertThatThrownBy(() -> user.requirePassage(folder))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("as the user " + OTHER)
        .hasMessageContaining("cannot enter the folder \"" + folder.toRealPath() + "\"");
  }

  @Test
  void whereNamespacesAreRefusedAndTheUserIsMissingTheMessageSaysHowToMakeIt() {
    assertThatThrownBy(() -> DatabaseUser.forFolderOfRoot(folder, REFUSED, "coffer-of-no-machine"))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("refuses the user namespace")
        .hasMessageContaining("useradd --system coffer-of-no-machine")
        .hasMessageContaining("\"" + folder + "\"");
  }

  /** A database whose files belong to the user that earlier versions ran PostgreSQL as. */
  private void makeAsEarlierVersions() throws IOException {
    PreparedPostgres.copyTo(config);
    open(folder);
    give(config.dataDirectory(), EARLIER);
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  private static void give(Path root, String user) {
    assertThat(Programs.succeeds(List.of("chown", "-R", user, root.toString()))).isTrue();
  }

  private static List<String> ownersUnder(Path root) throws IOException {
    return FileTrees.deepestFirst(root).stream()
        .filter(path -> !Files.isSymbolicLink(path))
        .map(DatabaseUserIT::owner)
        .distinct()
        .toList();
  }

  private static String owner(Path path) {
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
    return EmbeddedPostgres.start(config, lock, DatabaseUserIT::noNewPassword);
  }

  private static String noNewPassword() {
    throw new AssertionError("a second password was made");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String answer(EmbeddedPostgres postgres) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select 1")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
