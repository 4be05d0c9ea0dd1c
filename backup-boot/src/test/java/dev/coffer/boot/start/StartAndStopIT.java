package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.Main;
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
