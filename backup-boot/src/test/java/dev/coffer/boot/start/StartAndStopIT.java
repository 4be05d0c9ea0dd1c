package dev.coffer.boot.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.Main;
import dev.coffer.boot.process.CofferProcess;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.Programs;
import dev.coffer.embedded.Signals;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the process begins and ends when something is in the way. */
class StartAndStopIT {

  /** How the JVM ends that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  /** The rest of a shutdown, and what a slow machine adds. */
  private static final long SHUTDOWN_SECONDS = 50;

  @TempDir private Path temporary;

  private Path data;

  @BeforeEach
  void prepare() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
  }

  @Test
  void aStartWaitsForACommandThatHasTheDataDirectory() throws Exception {
    CompletableFuture<ServedVault> starting;
    try (var command = DataDirectoryLock.acquire(data.resolve("lock"), Clock.systemUTC())) {
      starting = CompletableFuture.supplyAsync(() -> ServedVault.start(data));
      Eventually.eventually("waits", () -> log().contains("waiting for that process"));
      assertThat(command).isNotNull();
    }

    try (ServedVault vault = starting.join()) {
      assertThat(vault.firstSystem().list().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aCommandAndAStartAtTheSameMomentBothSucceed() throws Exception {
    var listing =
        CompletableFuture.supplyAsync(
            () -> CommandRun.of(Map.of(), "system", "list", "--data", data.toString()));

    try (ServedVault vault = ServedVault.start(data)) {
      assertThat(listing.join().err()).isEmpty();
      assertThat(listing.join().out()).contains("first-system");
      assertThat(vault.firstSystem().list().statusCode()).isEqualTo(200);
    }
  }

  /** Enough that what is printed of them does not fit into a pipe that nobody reads. */
  private static final int MANY_SYSTEMS = 600;

  /** The second one works on the PostgreSQL that the first one has started. */
  @Test
  @Timeout(120)
  void aCommandThatEndsDoesNotStopTheIndexUnderAnother() throws Exception {
    Process first = importing("first");
    var firstOutput = first.inputReader(UTF_8);
    assertThat(firstOutput.read()).isEqualTo('[');
    Process second = importing("second");
    var secondOutput = second.inputReader(UTF_8);
    assertThat(secondOutput.read()).isEqualTo('[');

    // To the end of the line, which is all that it prints: the process ends after the second one.
    String printedByFirst = firstOutput.readLine();
    String printedBySecond = secondOutput.readAllAsString();

    assertThat(first.waitFor()).as(printedByFirst).isZero();
    assertThat(second.waitFor()).as(printedBySecond).isZero();
    assertThat(printedBySecond.split("created", -1)).hasSize(MANY_SYSTEMS + 1);
    assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
  }

  private Process importing(String name) throws IOException {
    var rows = new StringBuilder("key,organization,label\n");
    for (int i = 0; i < MANY_SYSTEMS; i++) {
      rows.append("%s-%04d-%s,default,\n".formatted(name, i, "x".repeat(50)));
    }
    Path file = Files.writeString(temporary.resolve(name + ".csv"), rows);
    return CofferProcess.of(
            Main.class,
            List.of(),
            "system",
            "import",
            file.toString(),
            "--json",
            "--data",
            data.toString())
        .start();
  }

  @Test
  void aHangUpDoesNotEndTheServer() throws Exception {
    try (ServedVault vault = ServedVault.start(data)) {
      Signals.send("HUP", vault.pid());
      Eventually.eventually("noticed", () -> log().contains("SIGHUP"));

      assertThat(vault.firstSystem().list().statusCode()).isEqualTo(200);
      assertThat(vault.terminate(SHUTDOWN_SECONDS)).isTrue();
      assertThat(vault.exitCode()).isEqualTo(TERMINATED);
    }
  }

  /** The drive's marker becomes a pipe that nobody writes to: each access waits for ever. */
  @Test
  void uploadsThatAreStuckInADriveDoNotKeepTheProcess() throws Exception {
    var grace = Map.of("COFFER_SERVER_LIMITS_SHUTDOWN_GRACE", "1s");
    List<Socket> stuck = new ArrayList<>();
    try (ServedVault vault = ServedVault.start(Main.class, data, grace)) {
      Path marker = vault.drive().resolve(".vault").resolve("drive");
      Files.delete(marker);
      assertThat(Programs.succeeds(List.of("mkfifo", marker.toString()))).isTrue();
      byte[] body = Payloads.ofLength(1000).bytes();
      for (int i = 0; i < 8; i++) {
        Socket upload = vault.firstSystem().announce(body.length);
        upload.getOutputStream().write(body);
        stuck.add(upload);
      }
      Eventually.eventually("reached the drive", () -> vault.hasThreadsIn("DriveMarker.read"));

      assertThat(vault.terminate(SHUTDOWN_SECONDS)).isTrue();

      assertThat(vault.exitCode()).isEqualTo(TERMINATED);
      assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    } finally {
      for (Socket upload : stuck) {
        upload.close();
      }
    }
  }

  private String log() throws IOException {
    Path log = ServedVault.log(data);
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
