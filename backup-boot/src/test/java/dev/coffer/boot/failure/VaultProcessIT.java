package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.check.CheckProgram;
import dev.coffer.boot.check.ClientEvent;
import dev.coffer.boot.check.ClientLog;
import dev.coffer.boot.check.Evidence;
import dev.coffer.boot.check.Folder;
import dev.coffer.boot.check.Report;
import dev.coffer.boot.check.VaultCheck;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.CofferProcess;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault as a process that is killed, ended, started twice, and robbed of its drive. */
class VaultProcessIT {

  private static final int BLOCK = 64 * 1024;
  private static final int KILLS = 20;
  private static final int MOST_UPLOADS = 8;
  private static final int UPLOAD = 100_000;

  @TempDir private Path temporary;

  private Path data;
  private ServedVault vault;

  @BeforeEach
  void start() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
    vault = ServedVault.start(data, "-Xmx128m");
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Appliance appliance() {
    return vault.firstSystem();
  }

  @Test
  void whatGot201SurvivesAKillAndAHalfUploadLeavesNothing() throws Exception {
    Payload payload = Payloads.ofLength(3_000_000);
    String stored = Appliance.idOf(appliance().upload(payload.bytes()));
    try (Socket half = appliance().announce(50_000_000)) {
      half.getOutputStream().write(new byte[20_000_000]);
      awaitTemporaryFile();
      vault.kill();
    }

    vault = ServedVault.start(data, "-Xmx128m");

    assertThat(appliance().listedIds()).containsExactly(stored);
    assertThat(Payloads.sha256Of(appliance().download(stored).body())).isEqualTo(payload.sha256());
    assertThat(temporaryFiles()).isEmpty();
    assertThat(command("organization", "list", "--json")).contains("\"reserved_bytes\":0");
  }

  /** Each kill comes after a random number of uploads; the seed is printed. */
  @Test
  void twentyKillsAtRandomMomentsLoseNothingThatGot201() throws Exception {
    long seed = new SecureRandom().nextLong();
    System.out.println("kills at random moments: seed " + seed);
    var random = new Random(seed);
    Path known = temporary.resolve("client.log");
    try (ClientLog log = ClientLog.open(known)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        var enough = new CountDownLatch(1 + random.nextInt(MOST_UPLOADS));
        List<Thread> appliances = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Appliance target = appliance();
          appliances.add(Thread.startVirtualThread(() -> uploadUntilItFails(target, log, enough)));
        }
        assertThat(enough.await(60, TimeUnit.SECONDS)).as("uploads, seed " + seed).isTrue();
        vault.kill();
        for (Thread appliance : appliances) {
          appliance.join();
        }
        vault = ServedVault.start(data, "-Xmx128m");
      }
    }

    List<ClientEvent> acknowledged = ClientLog.read(known);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS);
    Evidence evidence =
        Evidence.of(List.of(Folder.of(vault.drive())))
            .with(acknowledged)
            .withTexts(List.of(ServedVault.log(data)), List.of(appliance().secret()));
    try (Connection index = CheckProgram.embeddedIndexOf(data)) {
      Report report = VaultCheck.run(index, evidence);
      assertThat(report.holds()).as("seed %d%n%s", seed, report.print()).isTrue();
    }
    for (String id : appliance().listedIds()) {
      assertThat(appliance().download(id).body().readAllBytes()).hasSize(UPLOAD);
    }
  }

  private static void uploadUntilItFails(
      Appliance appliance, ClientLog log, CountDownLatch enough) {
    try {
      while (true) {
        Payload payload = Payloads.ofLength(UPLOAD);
        // Before the first byte, and so before the last one.
        Instant sent = Instant.now();
        String id = Appliance.idOf(appliance.upload(payload.bytes()));
        log.append(
            new ClientEvent.Stored(
                appliance.key(), "", id, UPLOAD, payload.sha256().hex(), "", sent, Instant.now()));
        enough.countDown();
      }
    } catch (IOException e) {
      // Killed: what was under way may be there or not.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSecondStartSaysWhoHoldsTheDataDirectory() throws Exception {
    Path log = ServedVault.log(data);
    Process second = ServedVault.launch(Main.class, data, Map.of());

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(Files.readString(log)).contains("process " + vault.pid());
    assertThat(appliance().list().statusCode()).isEqualTo(200);
  }

  @Test
  void sigtermEndsTheVaultAndItsDatabaseWithinSeconds() throws Exception {
    Path pidFile = data.resolve("postgres").resolve("postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());

    assertThat(vault.terminate(20)).isTrue();

    assertThat(ProcessHandle.of(postmaster).map(ProcessHandle::isAlive)).isNotEqualTo(true);
    assertThat(pidFile).doesNotExist();
  }

  @Test
  void anUploadInProgressIsFinishedAfterSigtermAndIsTheLastOfItsConnection() throws Exception {
    // Of more than what is written in one step, so that there is a file before the end.
    byte[] half = new byte[1_000_000];
    try (Socket socket = appliance().announce(2L * half.length)) {
      OutputStream out = socket.getOutputStream();
      out.write(half);
      awaitTemporaryFile();
      assertThat(vault.terminate(1)).isFalse();
      out.write(half);

      assertThat(Appliance.replyOn(socket))
          .startsWith("HTTP/1.1 201")
          .contains("\r\nConnection: close\r\n");
    }
    vault = ServedVault.start(data, "-Xmx128m");
    assertThat(appliance().listedIds()).hasSize(1);
  }

  @Test
  void aDriveThatIsGoneStopsUploadsAndNothingElse() throws Exception {
    String stored = Appliance.idOf(appliance().upload(Payloads.ofLength(1000).bytes()));
    Path moved = vault.drive().resolveSibling("moved");
    Files.move(vault.drive(), moved);
    Files.createDirectory(vault.drive());

    HttpResponse<String> upload = appliance().upload(Payloads.ofLength(1000).bytes());
    HttpResponse<InputStream> download = appliance().download(stored);
    List<String> listed = appliance().listedIds();
    List<Path> written = filesUnder(vault.drive());
    Files.delete(vault.drive());
    Files.move(moved, vault.drive());

    assertThat(upload.statusCode()).isEqualTo(503);
    assertThat(upload.headers().firstValue("Retry-After")).isPresent();
    assertThat(upload.body())
        .isEqualTo("{\"code\":503,\"message\":\"backup storage unavailable\",\"data\":null}");
    assertThat(download.statusCode()).isEqualTo(503);
    assertThat(listed).containsExactly(stored);
    assertThat(written).isEmpty();
    assertThat(appliance().upload(Payloads.ofLength(1000).bytes()).statusCode()).isEqualTo(201);
  }

  @Test
  void aFlippedByteNeverArrivesAsGood() throws Exception {
    String small = Appliance.idOf(appliance().upload(Payloads.ofLength(1000).bytes()));
    String large = Appliance.idOf(appliance().upload(Payloads.ofLength(3_000_000).bytes()));
    for (Path file : filesUnder(vault.drive().resolve(onlyOrganization()))) {
      flipByteInTheMiddle(file);
    }

    HttpResponse<InputStream> smallReply = appliance().download(small);
    long arrived = 0;
    boolean complete = true;
    try (InputStream body = appliance().download(large).body()) {
      for (int b = body.read(); b >= 0; b = body.read()) {
        arrived++;
      }
    } catch (IOException e) {
      complete = false;
    }

    assertThat(smallReply.statusCode()).isEqualTo(500);
    assertThat(new String(smallReply.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"backup damaged\"");
    assertThat(complete).isFalse();
    assertThat(arrived).isLessThan(1_500_000);
    assertThat(appliance().download(large).statusCode()).isEqualTo(500);
    assertThat(appliance().list().body()).contains("\"health\":\"damaged\"");
  }

  @Test
  void aSuspendedSystemIsRefusedByTheRunningServer() throws Exception {
    command("system", "suspend", "first-system");
    int suspended = appliance().list().statusCode();
    command("system", "resume", "first-system");

    assertThat(suspended).isEqualTo(403);
    assertThat(appliance().list().statusCode()).isEqualTo(200);
  }

  /** Each of them is longer than the whole heap. */
  @Test
  void largeUploadsAtOnceNeedNoLargeHeap() throws Exception {
    vault.close();
    // C1 has no fast SHA-256, and this test hashes a gigabyte.
    vault = ServedVault.start(data, "-Xmx128m", "-XX:TieredStopAtLevel=4");
    List<Payload> payloads =
        Stream.generate(() -> Payloads.ofLength(150_000_000)).limit(4).toList();
    Map<Payload, String> replies = new ConcurrentHashMap<>();
    List<Thread> uploads = new ArrayList<>();
    for (Payload payload : payloads) {
      uploads.add(Thread.startVirtualThread(() -> replies.put(payload, replyToStreamed(payload))));
    }
    for (Thread upload : uploads) {
      upload.join();
    }

    assertThat(replies.values())
        .as(() -> "replies of the vault, whose log is:\n" + vaultLog())
        .hasSize(4)
        .allMatch(reply -> reply.startsWith("HTTP/1.1 201"));
    for (Map.Entry<Payload, String> reply : replies.entrySet()) {
      Payload payload = reply.getKey();
      String id = Appliance.idsIn(reply.getValue()).getFirst();
      try (InputStream body = appliance().download(id).body();
          InputStream expected = payload.open()) {
        assertThat(firstDifference(body, expected)).isEqualTo(-1);
      }
    }
  }

  /** A vault that ends the connection early may have said why before it did. */
  private String replyToStreamed(Payload payload) {
    try (Socket socket = appliance().announce(payload.length());
        InputStream bytes = payload.open()) {
      String cut = "";
      try {
        bytes.transferTo(socket.getOutputStream());
      } catch (IOException e) {
        cut = e.toString();
      }
      try {
        return Appliance.replyOn(socket) + cut;
      } catch (IOException e) {
        return cut + e;
      }
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String vaultLog() {
    try {
      return Files.readString(ServedVault.log(data));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Where two streams differ; -1 when they do not. */
  private static long firstDifference(InputStream one, InputStream other) throws IOException {
    long position = 0;
    while (true) {
      byte[] ours = one.readNBytes(BLOCK);
      int at = Arrays.mismatch(ours, other.readNBytes(BLOCK));
      if (at >= 0) {
        return position + at;
      }
      if (ours.length == 0) {
        return -1;
      }
      position += ours.length;
    }
  }

  private void awaitTemporaryFile() throws Exception {
    Eventually.eventually("a temporary file", () -> !temporaryFiles().isEmpty());
  }

  /** Of uploads: a health check has one of its own for a moment. */
  private List<Path> temporaryFiles() throws IOException {
    return filesUnder(data.resolve("drive").resolve(".tmp")).stream()
        .filter(file -> !file.getFileName().toString().startsWith("probe-"))
        .toList();
  }

  private static List<Path> filesUnder(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private String onlyOrganization() throws IOException {
    try (Stream<Path> files = Files.list(vault.drive())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flipByteInTheMiddle(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /** What a command prints, run beside the server in a process of its own. */
  private String command(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--data", data.toString()));
    return CofferProcess.run(Map.of(), line.toArray(String[]::new));
  }
}
