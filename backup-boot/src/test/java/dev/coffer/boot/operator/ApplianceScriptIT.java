package dev.coffer.boot.operator;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The vault as the shell scripts of real boxes see it: curl and jq as they call them, and what the
 * guide for appliances prints, word for word.
 */
class ApplianceScriptIT {

  private static final Path GUIDE = Path.of("../docs/api/appliances.md");
  private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path temporary;

  private Path data;
  private ServedVault vault;
  private Path file;
  private Payload payload;

  @BeforeEach
  void start() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
    var oneAtOnce = Map.of("COFFER_LIMITS_UPLOADS_PER_SYSTEM", "1");
    vault = ServedVault.start(Main.class, data, oneAtOnce, "-Xmx128m");
    payload = Payloads.ofLength(300_000);
    file = Files.write(temporary.resolve("daily backup.tar.gz"), payload.bytes());
    Files.writeString(temporary.resolve("secret"), vault.firstSystem().secret() + "\n");
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  /** A shell with the variables of the guide, in a folder of its own. */
  private Process shell(String script, String... arguments) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("work"));
    var command = new ArrayList<>(List.of("sh", "-c", script, "backup.sh"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("VAULT", vault.base().toString());
    builder.environment().put("KEY", "first-system");
    builder.environment().put("SECRET", vault.firstSystem().secret());
    builder.environment().put("SECRET_FILE", temporary.resolve("secret").toString());
    builder.environment().put("FILE", file.toString());
    return builder.start();
  }

  private String run(String script, String... arguments) throws Exception {
    Process process = shell(script, arguments);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static List<String> guide() throws IOException {
    return SHELL_BLOCK
        .matcher(Files.readString(GUIDE))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String lineOf(String block, String part) {
    return block.lines().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void aBoxStoresListsAndFetchesByPlainCurl() throws Exception {
    String stored =
        run(
            """
            curl -sS --user "$KEY:$SECRET" -H 'Content-Type: application/octet-stream' \
              -H 'X-Filename: daily.tar.gz' --data-binary @"$FILE" "$VAULT/api/systems/backups"
            """);
    String listed =
        run(
            """
            curl -sS --user "$KEY:$SECRET" "$VAULT/api/systems/backups" \
              | jq -r '.data.backups[] | "\\(.id) \\(.filename) \\(.size) \\(.sha256)"'
            """);
    String id = listed.split(" ", 2)[0];
    run(
        "curl -sS --user \"$KEY:$SECRET\" --fail -J -O \"$VAULT/api/systems/backups/%s\""
            .formatted(id));

    assertThat(stored).startsWith("{\"code\":201,\"message\":\"backup stored\",");
    assertThat(listed)
        .isEqualTo(
            "%s daily.tar.gz %d %s\n".formatted(id, payload.length(), payload.sha256().hex()));
    assertThat(temporary.resolve("work").resolve("daily.tar.gz")).hasBinaryContent(payload.bytes());
  }

  @Test
  void theScriptOfTheGuideStoresAFileUnderItsName() throws Exception {
    run(guide().getFirst(), file.toString());

    assertThat(run(lineOf(guide().get(1), "@tsv")))
        .endsWith("\t300000\t%s\tdaily_backup.tar.gz\n".formatted(latest()));
  }

  private String latest() throws Exception {
    return run(lineOf(guide().get(1), "latest=true")).strip();
  }

  @Test
  void whatTheGuideFetchesIsTheFile() throws Exception {
    run(guide().getFirst(), file.toString(), "other.tar.gz");

    run("ID=%s; %s".formatted(latest(), lineOf(guide().get(1), "-J -O")));

    assertThat(temporary.resolve("work").resolve("other.tar.gz")).hasBinaryContent(payload.bytes());
  }

  /** The file has the first bytes already, and the damage is in what is still to come. */
  @Test
  void aResumedDownloadOfADamagedBackupFailsAndLeavesNoWrongByte() throws Exception {
    Payload large = Payloads.ofLength(3_000_000);
    String id = Appliance.idOf(vault.firstSystem().upload(large.bytes()));
    damage(large, 2_000_000);
    Path part = Files.createDirectories(temporary.resolve("work")).resolve("part");
    Files.write(part, Arrays.copyOf(large.bytes(), 1_000));

    String[] exits = new String[2];
    for (int i = 0; i < exits.length; i++) {
      exits[i] =
          run(
              "curl -sS --fail --user \"$KEY:$SECRET\" -C - -o part \"$VAULT/api/systems/backups/%s\" || echo failed"
                  .formatted(id));
    }

    assertThat(exits).allSatisfy(printed -> assertThat(printed).endsWith("failed\n"));
    assertThat(Files.readAllBytes(part))
        .hasSizeBetween(1_000, 2_000_000)
        .isEqualTo(Arrays.copyOf(large.bytes(), (int) Files.size(part)));
    assertThat(vault.firstSystem().list().body()).contains("\"health\":\"damaged\"");
    assertThat(Files.readString(ServedVault.log(data))).contains("do not match their digest");
  }

  /** Sixteen other bytes, as a drive that lies returns them. */
  private void damage(Payload stored, int position) throws IOException {
    Path file;
    try (var files = Files.walk(vault.drive())) {
      file =
          files
              .filter(Files::isRegularFile)
              .filter(candidate -> candidate.toFile().length() == stored.length())
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = stored.bytes();
    Arrays.fill(bytes, position, position + 16, (byte) (bytes[position] + 1));
    Files.write(file, bytes);
  }

  @Test
  void theScriptOfTheGuideTriesAgainWhatWasRefusedForTheMoment() throws Exception {
    Process script;
    try (Socket other = vault.firstSystem().announce(3_000_000)) {
      // More than what is written in one step, so that there is a file before the end.
      other.getOutputStream().write(new byte[1_000_000]);
      eventually("an upload under way", () -> temporaryFileIsThere());
      script = shell(guide().getFirst(), file.toString());
      eventually("a refusal", () -> Files.readString(ServedVault.log(data)).contains("429"));
    }

    assertThat(script.waitFor()).isZero();
    assertThat(vault.firstSystem().listedIds()).hasSize(1);
  }

  private boolean temporaryFileIsThere() throws IOException {
    try (var files = Files.list(vault.drive().resolve(".tmp"))) {
      return files.anyMatch(file -> !file.getFileName().toString().startsWith("probe-"));
    }
  }

  @Test
  void theScriptOfTheGuideGivesUpWhereRepeatingDoesNotHelp() throws Exception {
    Files.writeString(temporary.resolve("secret"), "cs1_wrong\n");

    Process script = shell(guide().getFirst(), file.toString());
    String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(script.waitFor()).isEqualTo(1);
    assertThat(printed).endsWith("failed: 401\n");
  }
}
