package dev.coffer.boot.operator;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deletion, ownership and erasure by commands, beside a vault that serves. */
class DeletionAndOwnershipProcessIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path temporary;

  private Path data;
  private ServedVault vault;

  @BeforeEach
  void start() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
    vault = serve();
  }

  /** With leases of seconds, so that what is left behind is swept soon. */
  private ServedVault serve() {
    return ServedVault.start(HastyMain.class, data, Map.of(), "-Xmx128m");
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  /** What a command prints, beside the server; it must succeed. */
  private String command(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--data", data.toString()));
    CommandRun run = CommandRun.of(Map.of(), line.toArray(String[]::new));
    if (run.code() != 0) {
      throw new AssertionError(String.join(" ", words) + ": " + run.err());
    }
    return run.out();
  }

  private Appliance newSystem(String key, String organization) throws Exception {
    JsonNode added =
        JSON.readTree(
            command(
                "system",
                "add",
                key,
                "--organization",
                organization,
                "--scope",
                "upload,list,download,delete",
                "--json"));
    return new Appliance(vault.base(), key, added.get("secret").asString());
  }

  private JsonNode organization(String name) throws Exception {
    for (JsonNode organization : JSON.readTree(command("organization", "list", "--json"))) {
      if (organization.get("name").asString().equals(name)) {
        return organization;
      }
    }
    throw new AssertionError("no organization " + name);
  }

  private static String uuidOf(String id) {
    return id.substring(0, 36);
  }

  private List<Path> filesOf(String key) throws IOException {
    try (Stream<Path> files = Files.walk(vault.drive())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/" + key + "/"))
          .toList();
    }
  }

  private List<Path> manifestsAndTemporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(vault.drive())) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> file.toString().contains("/manifests/") || file.toString().contains("/.tmp/"))
          .filter(file -> !file.getFileName().toString().startsWith("probe-"))
          .toList();
    }
  }

  @Test
  void aBackupIsKeptDeletedAndTakenBack() throws Exception {
    Appliance appliance = newSystem("NETH-1", "default");
    Payload payload = Payloads.ofLength(100_000);
    String id = Appliance.idOf(appliance.upload(payload.bytes()));

    command("backup", "pin", id);
    HttpResponse<String> pinned = appliance.delete(id);
    command("backup", "unpin", id);
    command("backup", "hold", id, "--until", "2999-01-01");
    HttpResponse<String> held = appliance.delete(id);
    command("backup", "release", id);
    command("backup", "delete", id);
    List<String> whileDeleted = appliance.listedIds();
    JsonNode deleted = JSON.readTree(command("backup", "deleted", "--json"));
    command("backup", "undelete", id);

    assertThat(pinned.statusCode()).isEqualTo(409);
    assertThat(held.statusCode()).isEqualTo(409);
    assertThat(whileDeleted).isEmpty();
    assertThat(deleted.get("id").asString()).isEqualTo(uuidOf(id));
    assertThat(deleted.get("purging").asBoolean()).isFalse();
    assertThat(appliance.listedIds()).containsExactly(id);
    assertThat(Payloads.sha256Of(appliance.download(id).body())).isEqualTo(payload.sha256());
  }

  @Test
  void aSystemChangesHandsDuringAnUploadAndItsBytesWithIt() throws Exception {
    command("organization", "add", "Acme", "--quota", "5000");
    Appliance appliance = newSystem("NETH-1", "default");
    String before = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
    try (Socket socket = appliance.announce(2000)) {
      OutputStream out = socket.getOutputStream();
      out.write(new byte[1000]);
      eventually("a reservation", () -> organization("default").get("reserved_bytes").asLong() > 0);

      command("system", "reassign", "NETH-1", "--to", "Acme");
      JsonNode acme = organization("Acme");
      out.write(new byte[1000]);

      assertThat(acme.get("used_bytes").asLong()).isEqualTo(1000);
      assertThat(acme.get("reserved_bytes").asLong()).isEqualTo(2000);
      assertThat(Appliance.replyOn(socket)).startsWith("HTTP/1.1 201");
    }

    assertThat(organization("Acme").get("used_bytes").asLong()).isEqualTo(3000);
    assertThat(organization("default").get("used_bytes").asLong()).isZero();
    assertThat(organization("default").get("reserved_bytes").asLong()).isZero();
    assertThat(appliance.listedIds()).hasSize(2).contains(before);
    assertThat(appliance.upload(new byte[2001]).statusCode()).isEqualTo(413);
    assertThat(command("usage", "audit")).isEqualTo("All counters are correct.\n");
  }

  @Test
  void aSystemSuspendedHalfWayThroughAnUploadStoresNothing() throws Exception {
    Appliance appliance = newSystem("NETH-1", "default");

    String reply = uploadWith(appliance, () -> command("system", "suspend", "NETH-1"));

    assertThat(reply).startsWith("HTTP/1.1 403");
    command("system", "resume", "NETH-1");
    assertNothingIsLeft(appliance);
  }

  @Test
  void aSecretRevokedHalfWayThroughAnUploadStoresNothing() throws Exception {
    Appliance appliance = newSystem("NETH-1", "default");
    List<String> printed = new ArrayList<>();

    String reply =
        uploadWith(
            appliance,
            () -> printed.add(command("system", "rotate", "NETH-1", "--overlap", "0", "--json")));

    assertThat(reply).startsWith("HTTP/1.1 401");
    String secret = JSON.readTree(printed.getFirst()).get("secret").asString();
    assertNothingIsLeft(new Appliance(vault.base(), "NETH-1", secret));
  }

  private interface Step {
    void run() throws Exception;
  }

  private String uploadWith(Appliance appliance, Step halfWay) throws Exception {
    try (Socket socket = appliance.announce(2000)) {
      OutputStream out = socket.getOutputStream();
      out.write(new byte[1000]);
      eventually("a reservation", () -> organization("default").get("reserved_bytes").asLong() > 0);
      halfWay.run();
      out.write(new byte[1000]);
      return Appliance.replyOn(socket);
    }
  }

  private void assertNothingIsLeft(Appliance appliance) throws Exception {
    eventually(
        "nothing on the drive",
        () -> filesOf("NETH-1").isEmpty() && manifestsAndTemporaryFiles().isEmpty());
    assertThat(appliance.listedIds()).isEmpty();
    assertThat(organization("default").get("reserved_bytes").asLong()).isZero();
    assertThat(organization("default").get("used_bytes").asLong()).isZero();
  }

  @Test
  void uploadsAndDeletesInALoopStayInsideTheQuotaBytesInGraceIncluded() throws Exception {
    command("organization", "add", "Acme", "--quota", "5500");
    Appliance appliance = newSystem("NETH-1", "Acme");
    List<Integer> replies = new ArrayList<>();

    for (int i = 0; i < 8; i++) {
      HttpResponse<String> reply = appliance.upload(Payloads.ofLength(1000).bytes());
      replies.add(reply.statusCode());
      if (reply.statusCode() == 201) {
        assertThat(appliance.delete(Appliance.idOf(reply)).statusCode()).isEqualTo(200);
      }
    }

    assertThat(replies).containsExactly(201, 201, 201, 201, 201, 413, 413, 413);
    assertThat(appliance.listedIds()).isEmpty();
    assertThat(organization("Acme").get("used_bytes").asLong()).isEqualTo(5000);
    assertThat(organization("Acme").get("reserved_bytes").asLong()).isZero();
  }

  @Test
  void anErasedSystemLeavesASignedListAndNothingElse() throws Exception {
    Appliance appliance = newSystem("NETH-1", "default");
    Appliance other = newSystem("NETH-2", "default");
    String first = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
    String second = Appliance.idOf(appliance.upload(Payloads.ofLength(2000).bytes()));
    String kept = Appliance.idOf(other.upload(Payloads.ofLength(3000).bytes()));
    command("backup", "pin", first);
    assertThatThrownBy(() -> command("system", "erase", "NETH-1"))
        .hasMessageContaining("Suspend them first with coffer system suspend");
    assertThatThrownBy(() -> command("system", "erase", "NETH-1", "--suspend"))
        .hasMessageContaining(uuidOf(first));
    command("backup", "unpin", first);
    Path report = temporary.resolve("report");

    String printed =
        command(
            "system",
            "erase",
            "NETH-1",
            "--suspend",
            "--wait",
            "--quiet",
            "--report",
            report.toString());

    assertThat(printed).contains("NETH-1 is erased: 2 backups");
    assertThat(filesOf("NETH-1")).isEmpty();
    assertThat(appliance.list().statusCode()).isEqualTo(401);
    assertThat(other.listedIds()).containsExactly(kept);
    List<String> lines = Files.readAllLines(report);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1) + lines.get(2)).contains(uuidOf(first), uuidOf(second), "\"local\"");
    assertThat(command("verify-report", report.toString()))
        .contains("The report is genuine: it lists 2 erased backups");
    Files.writeString(report, Files.readString(report).replace("\"size\":2000", "\"size\":2001"));
    assertThatThrownBy(() -> command("verify-report", report.toString()))
        .hasMessageContaining("the report is not genuine");
    assertThat(organization("default").get("used_bytes").asLong()).isEqualTo(3000);
    assertThat(command("system", "erase", "NETH-1")).contains("NETH-1 is erased: 2 backups");
  }

  @Test
  void anOrganizationIsErasedAcrossAKillWithAnUploadUnderWay() throws Exception {
    command("organization", "add", "Acme");
    Appliance appliance = newSystem("NETH-1", "Acme");
    newSystem("NETH-2", "Acme");
    appliance.upload(Payloads.ofLength(1000).bytes());
    assertThatThrownBy(() -> command("organization", "erase", "Acme", "--suspend"))
        .hasMessageContaining("--confirm");
    try (Socket socket = appliance.announce(2000)) {
      socket.getOutputStream().write(new byte[1000]);
      eventually("a reservation", () -> organization("Acme").get("reserved_bytes").asLong() > 0);
      assertThat(command("organization", "erase", "Acme", "--suspend", "--confirm", "Acme"))
          .contains("Acme is being erased: 1 uploads");
      vault.kill();
    }
    vault = serve();

    String printed = command("organization", "erase", "Acme", "--yes", "--wait", "--quiet");

    assertThat(printed).contains("Acme is erased: 1 backups");
    assertThat(filesOf("NETH-1")).isEmpty();
    assertThat(manifestsAndTemporaryFiles()).isEmpty();
    assertThat(command("organization", "list", "--json")).doesNotContain("Acme");
    assertThat(command("system", "list", "--json")).doesNotContain("NETH-");
  }
}
