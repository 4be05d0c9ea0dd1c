package dev.coffer.boot.failure;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.ShortStepMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.Programs;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two drives hangs in the kernel: its marker becomes a pipe that nobody writes to, and to
 * open that blocks for ever, as any call does on a file server that has stopped.
 */
@Timeout(240)
class HungDriveIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** For what must not wait for a drive; much less than the time limit of the drive. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir private Path temporary;

  private ServedVault vault;
  private Appliance appliance;

  @BeforeEach
  void start() throws IOException {
    vault =
        ServedVault.start(
            ShortStepMain.class, ServedVault.preparedDataIn(temporary), environment());
    appliance = vault.firstSystem();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("COFFER_SERVER_ADMIN_PORT", "0");
    environment.put("COFFER_SERVER_LIMITS_SHUTDOWN_GRACE", "1s");
    environment.put("COFFER_DRIVES_0_LABEL", "local");
    environment.put("COFFER_DRIVES_0_PROVIDER", "local");
    environment.put("COFFER_DRIVES_0_DIRECTORY", drive("coffer-data/drive").toString());
    environment.put("COFFER_DRIVES_1_LABEL", "cellar");
    environment.put("COFFER_DRIVES_1_PROVIDER", "local");
    environment.put("COFFER_DRIVES_1_DIRECTORY", drive("cellar").toString());
    return environment;
  }

  private Path drive(String name) {
    return temporary.resolve(name);
  }

  private static Path marker(Path drive) {
    return drive.resolve(".vault").resolve("drive");
  }

  /** Returns what the marker said. */
  private static String hang(Path drive) throws IOException {
    String id = Files.readString(marker(drive));
    Files.delete(marker(drive));
    assertThat(Programs.succeeds(List.of("mkfifo", marker(drive).toString()))).isTrue();
    return id;
  }

  /** Calls that wait get what is written, and later ones find a file again. */
  private static void letGo(Path drive, String id) throws IOException {
    Path file = Files.writeString(marker(drive).resolveSibling("drive.new"), id);
    Path pipe = marker(drive).resolveSibling("drive.old");
    Files.move(marker(drive), pipe);
    Files.move(file, marker(drive));
    Files.writeString(pipe, id);
    Files.delete(pipe);
  }

  private List<Socket> beginUploads(int count) throws IOException {
    List<Socket> uploads = new ArrayList<>();
    byte[] body = Payloads.ofLength(1000).bytes();
    for (int i = 0; i < count; i++) {
      Socket upload = appliance.announce(body.length);
      upload.getOutputStream().write(body);
      uploads.add(upload);
    }
    return uploads;
  }

  private static HttpResponse<String> get(URI address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(vault.base().resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", appliance.authorization())
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void expectEverythingElseToAnswer() throws Exception {
    assertThat(get("/ping").statusCode()).isEqualTo(200);
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    assertThat(get("/api/systems/backups").statusCode()).isEqualTo(200);
    assertThat(get(vault.metrics()).statusCode()).isEqualTo(200);
  }

  private boolean isHealthy() throws Exception {
    return get("/health").body().matches(".*\"cellar\":\\{\"Status\":\"UP\".*")
        && get("/health").statusCode() == 200;
  }

  private List<Path> filesOf(Path drive, String part) throws IOException {
    try (Stream<Path> files = Files.walk(drive)) {
      return files.filter(Files::isRegularFile).filter(f -> f.toString().contains(part)).toList();
    }
  }

  @Test
  void aPrimaryDriveThatHangsStopsNothingButItselfAndIsUsedAgainOnceItAnswers() throws Exception {
    eventually("healthy", this::isHealthy);
    String known = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
    eventually("copied", () -> !filesOf(drive("cellar"), known).isEmpty());
    String id = hang(vault.drive());
    List<Socket> uploads = beginUploads(4 * Runtime.getRuntime().availableProcessors());
    eventually("stuck", () -> vault.hasThreadsIn("DriveMarker.read"));

    expectEverythingElseToAnswer();
    for (Socket upload : uploads) {
      try (upload) {
        assertThat(Appliance.replyOn(upload)).startsWith("HTTP/1.1 503").contains("Retry-After");
      }
    }
    long before = System.nanoTime();
    assertThat(appliance.upload(Payloads.ofLength(1000).bytes()).statusCode()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT);
    // From the drive that works.
    assertThat(appliance.download(known).statusCode()).isEqualTo(200);
    eventually("says so", () -> get("/health").body().contains("hangs, and is used again"));
    assertThat(get(vault.metrics()).body())
        .contains("coffer_drive_up{drive=\"local\"} 0.0", "coffer_drive_up{drive=\"cellar\"} 1.0");
    expectEverythingElseToAnswer();
    letGo(vault.drive(), id);

    eventually("healthy again", this::isHealthy);
    String stored = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
    // What was answered 503 is no backup, now or later.
    assertThat(appliance.listedIds()).containsExactlyInAnyOrder(known, stored);
    eventually("nothing left", () -> filesOf(vault.drive(), "/.tmp/").isEmpty());
    eventually("no object left", () -> filesOf(vault.drive(), "/first-system/").size() == 2);
  }

  @Test
  void aFurtherDriveThatHangsDelaysItsOwnCopiesAloneAndIsNamed() throws Exception {
    eventually("healthy", this::isHealthy);
    String id = hang(drive("cellar"));
    String stored = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
    eventually(
        "says so",
        () ->
            get("/health")
                .body()
                .matches(".*\"cellar\":\\{\"Status\":\"DOWN\"[^}]*\"hangs, and is used.*"));

    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(CommandRun.of(environment(), "drive", "list", "--data", data()).out())
        .containsPattern("local +local +primary .* answers")
        .containsPattern("cellar +local +copy .* does not answer within 5 s");
    expectEverythingElseToAnswer();
    letGo(drive("cellar"), id);

    eventually("copied", () -> !filesOf(drive("cellar"), stored).isEmpty());
    assertThat(CommandRun.of(environment(), "drive", "list", "--data", data()).out())
        .containsPattern("cellar +local +copy .* answers");
  }

  private String data() {
    return temporary.resolve("coffer-data").toString();
  }

  @Test
  void theProcessEndsWhileADriveHangs() throws Exception {
    hang(vault.drive());
    List<Socket> uploads = beginUploads(4 * Runtime.getRuntime().availableProcessors());
    eventually("stuck", () -> vault.hasThreadsIn("DriveMarker.read"));

    assertThat(vault.terminate(40)).isTrue();

    for (Socket upload : uploads) {
      upload.close();
    }
  }

  @Test
  void aStartDoesNotWaitForEverForADriveThatHangs() throws Exception {
    vault.close();
    String id = hang(drive("cellar"));

    vault = ServedVault.start(ShortStepMain.class, Path.of(data()), environment());

    appliance = vault.firstSystem();
    assertThat(appliance.upload(Payloads.ofLength(1000).bytes()).statusCode()).isEqualTo(201);
    letGo(drive("cellar"), id);
  }
}
