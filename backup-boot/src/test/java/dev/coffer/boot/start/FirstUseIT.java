package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.CofferProcess;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.TestPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a first start meets: a closed home, a port that is taken, an address of another machine. */
class FirstUseIT {

  /** For documentation (RFC 5737): no machine has it. */
  private static final String FOREIGN = "203.0.113.9";

  private static final String HEADER = "coffer: ";

  @TempDir private Path temporary;

  private Path data;

  @BeforeEach
  void closedFolder() throws IOException {
    data = ServedVault.emptyDataIn(temporary);
  }

  /** As a checkout under /root, which on a fresh machine has mode 700. */
  @Test
  void aFolderThatIsClosedToOthersIsEnoughAndStaysClosed() throws Exception {
    TestPrograms.shareProgramsWith(data);
    try (ServedVault vault = ServedVault.start(data, "-Xmx128m")) {
      assertThat(vault.firstSystem().list().statusCode()).isEqualTo(200);
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(data.resolve("postgres"))) {
      assertThat(files.map(FirstUseIT::owner).distinct())
          .containsExactly(Files.getOwner(temporary).getName());
    }
  }

  @Test
  void aTakenPortEndsTheStartWithOneSentence() throws Exception {
    try (var taken = listening()) {
      int port = taken.getLocalPort();

      String printed = refused(Map.of(), "--port", "" + port);

      assertThat(printed)
          .isEqualTo(
              HEADER
                  + "server.port: cannot listen on 127.0.0.1:%d: process %d (%s) already listens on this port. Stop that process or choose another port.\n"
                      .formatted(port, ProcessHandle.current().pid(), ownName()));
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void aTakenPortOfTheAdminListenerIsNamedToo() throws Exception {
    try (var taken = listening()) {
      var admin = Map.of("COFFER_SERVER_ADMIN_PORT", "" + taken.getLocalPort());

      String printed = refused(admin, "--port", "0");

      assertThat(printed)
          .startsWith(
              HEADER
                  + "server.admin-port: cannot listen on 127.0.0.1:%d: process "
                      .formatted(taken.getLocalPort()));
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() throws Exception {
    var plain = Map.of("COFFER_SERVER_ALLOW_PLAIN_HTTP", "true");

    String printed = refused(plain, "--host", FOREIGN, "--port", "8080");

    assertThat(printed)
        .isEqualTo(
            HEADER
                + "server.host: cannot listen on 203.0.113.9:8080: this machine does not have that address. Choose an address of this machine, or 0.0.0.0 for all.\n");
    assertThat(data).doesNotExist();
  }

  /** What a server prints that must end with 1. */
  private String refused(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("serve", "--data", data.toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder =
        CofferProcess.of(Main.class, List.of(), line.toArray(String[]::new))
            .redirectOutput(ServedVault.log(data).toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(ServedVault.log(data));
    assertThat(process.exitValue()).as(printed).isEqualTo(1);
    return printed;
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
  }

  private static String ownName() throws IOException {
    return Files.readString(Path.of("/proc/self/comm"), StandardCharsets.UTF_8).strip();
  }

  private static String owner(Path path) {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
