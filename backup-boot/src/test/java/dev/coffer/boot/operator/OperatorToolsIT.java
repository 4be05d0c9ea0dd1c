package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.PathProxy;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The operator's commands on a vault that runs, locally and remotely. */
class OperatorToolsIT {

  @TempDir private static Path temporary;

  private static Path data;
  private static Map<String, String> drives;
  private static ServedVault vault;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    data = ServedVault.dataIn(temporary);
    drives = drives(temporary, "main", "cellar");
    vault = ServedVault.start(HastyMain.class, data, drives, "-Xmx256m");
  }

  @AfterAll
  static void stop() {
    vault.close();
  }

  private static Map<String, String> drives(Path folder, String... labels) {
    var environment = new HashMap<String, String>();
    for (int i = 0; i < labels.length; i++) {
      environment.put("COFFER_DRIVES_" + i + "_PROVIDER", "local");
      environment.put("COFFER_DRIVES_" + i + "_LABEL", labels[i]);
      environment.put(
          "COFFER_DRIVES_" + i + "_DIRECTORY", folder.resolve("drive-" + labels[i]).toString());
    }
    return environment;
  }

  /** By the configuration of the vault. */
  private static CommandRun local(String... words) {
    var environment = new HashMap<>(drives);
    environment.put("COFFER_DATA", data.toString());
    return CommandRun.of(environment, words);
  }

  /** Over the operator API, with this key. */
  private static CommandRun remote(Path key, String... words) {
    return remote(vault.base(), key, words);
  }

  private static CommandRun remote(URI url, Path key, String... words) {
    return CommandRun.of(
        Map.of("COFFER_URL", url.toString(), "COFFER_API_KEY_FILE", key.toString()), words);
  }

  private static CommandRun from(String where, String... words) throws IOException {
    Path key = data.resolve("operator.key");
    if (!where.equals("behind a path")) {
      return where.equals("local") ? local(words) : remote(key, words);
    }
    try (PathProxy proxy = PathProxy.before(vault.base())) {
      return remote(proxy.url(), key, words);
    }
  }

  /** A system of its own, and what it has uploaded. */
  private record Stored(Appliance appliance, String ref, Payload payload) {

    byte[] bytes() {
      return payload.bytes();
    }

    String id() {
      return ref.substring(0, 36);
    }
  }

  private static Stored store(int length) throws IOException, InterruptedException {
    String key = "SYS-" + UUID.randomUUID();
    String secret = local("system", "add", key, "--json").json().path("secret").stringValue();
    var appliance = new Appliance(vault.base(), key, secret);
    Payload payload = Payloads.ofLength(length);
    return new Stored(appliance, Appliance.idOf(appliance.upload(payload.bytes())), payload);
  }

  private static Stored storeWithBothCopies(int length) throws Exception {
    Stored stored = store(length);
    Eventually.eventually(
        "both copies",
        () ->
            local("backup", "show", stored.id(), "--json")
                .json()
                .path("status")
                .stringValue()
                .equals("finished"));
    return stored;
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "remote", "behind a path"})
  void aBackupIsListedShownRetriedAndFetched(String where) throws Exception {
    Stored stored = storeWithBothCopies(300_000);
    String key = stored.appliance().key();
    Path target = folder.resolve("back");

    CommandRun list = from(where, "backup", "list", "--system", key);
    CommandRun lines = from(where, "backup", "list", "--system", key, "--json");
    CommandRun show = from(where, "backup", "show", stored.id());
    CommandRun retry = from(where, "backup", "retry", stored.id());
    CommandRun fetch = from(where, "backup", "fetch", stored.ref(), "-o", target.toString());
    CommandRun bytes = from(where, "backup", "fetch", stored.id(), "-o", "-");

    assertThat(list.out()).hasLineCount(2).contains(stored.id() + "  finished  ", "  293 KiB  ");
    assertThat(lines.json().path("system").stringValue()).isEqualTo(key);
    assertThat(lines.json().path("copies")).hasSize(2);
    assertThat(show.out()).contains("drive         main (local)", "drive         cellar (local)");
    assertThat(retry.out()).isEqualTo("No copy of " + stored.id() + " has failed.\n");
    assertThat(fetch.code()).as(fetch.err()).isZero();
    assertThat(target).hasBinaryContent(stored.bytes());
    assertThat(bytes.bytes().toByteArray()).isEqualTo(stored.bytes());
  }

  @Test
  void bothWaysTellTheSame() throws Exception {
    Stored stored = storeWithBothCopies(1000);
    String key = stored.appliance().key();

    assertThat(from("remote", "backup", "show", stored.id(), "--json").json())
        .isEqualTo(local("backup", "show", stored.id(), "--json").json());
    assertThat(from("remote", "backup", "list", "--system", key, "--json").out())
        .isEqualTo(local("backup", "list", "--system", key, "--json").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "remote", "behind a path"})
  void aListGoesOnFromPageToPage(String where) throws Exception {
    Stored stored = store(10);
    for (int i = 0; i < 4; i++) {
      stored.appliance().upload(stored.bytes());
    }
    String key = stored.appliance().key();

    CommandRun some = from(where, "backup", "list", "--system", key, "--limit", "3", "--json");
    CommandRun all = from(where, "backup", "list", "--system", key, "--all", "--json");

    // By their ids: their copies may be finished in between.
    assertThat(ids(some)).hasSize(3);
    assertThat(ids(all)).hasSize(5).startsWith(ids(some).toArray(String[]::new));
  }

  private static List<String> ids(CommandRun list) {
    return list.out().lines().map(line -> line.split("\"", 5)[3]).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "remote"})
  void oneCopyIsFetchedAndOnlyThat(String where) throws Exception {
    Stored stored = storeWithBothCopies(200_000);
    JsonNode copies = local("backup", "show", stored.id(), "--json").json().path("copies");
    String main = copies.get(0).path("id").stringValue();
    String cellar = copies.get(1).path("id").stringValue();
    flipFirstByte(fileOf(stored, "main"));
    Path target = folder.resolve("back");

    CommandRun damaged = from(where, "backup", "fetch", main, "-o", target.toString());
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
    CommandRun good = from(where, "backup", "fetch", cellar, "-o", target.toString());

    assertThat(good.code()).as(good.err()).isZero();
    assertThat(target).hasBinaryContent(stored.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "remote"})
  void whatIsNotThereIsSaidInOneSentence(String where) throws IOException {
    String id = "01a20129-ae65-7046-8342-4bb9fb62f15a";

    for (String command : List.of("show", "retry", "fetch")) {
      CommandRun run = from(where, "backup", command, id);

      assertThat(run.code()).as(command).isEqualTo(1);
      assertThat(run.err()).as(command).contains(id).hasLineCount(1);
    }
  }

  private static int statusWith(String key) throws IOException, InterruptedException {
    URI address = vault.base().resolve("/api/backups?limit=1");
    var request = HttpRequest.newBuilder(address).header("X-Api-Key", key).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void aKeyThatIsRevokedIsRefusedByTheNextRequest() throws Exception {
    String name = "key-" + UUID.randomUUID();
    String key =
        local("key", "add", name, "--role", "reader", "--expires", "1d", "--json")
            .json()
            .path("key")
            .stringValue();
    int before = statusWith(key);
    CommandRun listed = local("key", "list");

    CommandRun revoked = local("key", "revoke", name);

    assertThat(before).isEqualTo(200);
    assertThat(statusWith(key)).isEqualTo(401);
    assertThat(listed.out()).contains("reader");
    assertThat(revoked.code()).isZero();
    assertThat(local("key", "revoke", name).code()).isEqualTo(1);
  }

  private Path keyFile(String role) throws IOException {
    String key =
        local("key", "add", "key-" + UUID.randomUUID(), "--role", role, "--json")
            .json()
            .path("key")
            .stringValue();
    Path file = Files.writeString(folder.resolve("key"), key);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aReadersKeyListsAndFetchesNothing() throws Exception {
    Path key = keyFile("reader");
    Stored stored = storeWithBothCopies(1000);

    CommandRun list = remote(key, "backup", "list", "--limit", "1");
    CommandRun fetch =
        remote(key, "backup", "fetch", stored.id(), "-o", folder.resolve("x").toString());

    assertThat(list.code()).isZero();
    assertThat(fetch.code()).isEqualTo(1);
    assertThat(fetch.err()).contains("Use a key with role operator or admin").hasLineCount(1);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void aWrongKeyIsSaidInOneSentence() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "ck1_wrong");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));

    CommandRun run = remote(key, "backup", "list");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("does not accept the API key").hasLineCount(1);
  }

  private static Path fileOf(Stored stored, String drive) throws IOException {
    try (Stream<Path> files = Files.walk(temporary.resolve("drive-" + drive))) {
      return files
          .filter(file -> file.getFileName().toString().equals(stored.ref()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flipFirstByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }

  @Test
  void aScrubFindsWhatIsDamagedAndSaysSoThoughItIsMendedAtOnce() throws Exception {
    Stored stored = storeWithBothCopies(100_000);
    String key = stored.appliance().key();
    CommandRun good = local("scrub", "--system", key, "--wait");
    flipFirstByte(fileOf(stored, "cellar"));

    CommandRun found = local("scrub", "--system", key, "--drive", "cellar", "--wait", "--json");

    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out())
        .contains(
            "Copies to verify: 2 ",
            "Copies read: 2, intact: 2. Damaged copies found now: 0, known before: 0. "
                + "Manifests rewritten: 0, missing: 0.");
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.json().path("waiting").intValue()).isZero();
    assertThat(found.json().path("damaged")).hasSize(1);
    assertThat(found.json().path("damaged").get(0).path("backup_id").stringValue())
        .isEqualTo(stored.id());
    assertThat(found.json().path("damaged").get(0).path("drive").stringValue()).isEqualTo("cellar");
    Eventually.eventually(
        "mended",
        () -> Arrays.equals(Files.readAllBytes(fileOf(stored, "cellar")), stored.bytes()));
  }

  @Test
  void aDriveThatCameLaterIsFilledWhileTheCommandWaits() throws Exception {
    Path home = Files.createDirectory(temporary.resolve("later"));
    Path own = ServedVault.dataIn(home);
    var environment = new HashMap<>(drives(home, "main"));
    environment.put("COFFER_DATA", own.toString());
    String ref;
    try (var before = ServedVault.start(HastyMain.class, own, environment, "-Xmx256m")) {
      ref = Appliance.idOf(before.firstSystem().upload(Payloads.ofLength(5_000).bytes()));
    }
    environment.putAll(drives(home, "main", "cellar"));

    CommandRun unknown = CommandRun.of(environment, "drive", "backfill", "cellar");
    CommandRun alone = CommandRun.of(environment, "drive", "backfill", "main", "--wait");
    try (var after = ServedVault.start(HastyMain.class, own, environment, "-Xmx256m")) {
      CommandRun filled = CommandRun.of(environment, "drive", "backfill", "cellar", "--wait");

      assertThat(filled.code()).as(filled.err()).isZero();
      assertThat(filled.out()).endsWith("drive cellar is complete\n");
      assertThat(after.firstSystem().listedIds()).containsExactly(ref);
      try (Stream<Path> files = Files.walk(home.resolve("drive-cellar"))) {
        assertThat(files).anyMatch(file -> file.getFileName().toString().equals(ref));
      }
    }
    assertThat(unknown.err()).contains("there is no drive \"cellar\"");
    assertThat(alone.err()).contains("Start it with coffer serve, or leave out --wait");
  }

  @Test
  void aVaultThatDoesNotRunIsFetchedFromAllTheSame() throws Exception {
    Path home = Files.createDirectory(temporary.resolve("still"));
    Path own = ServedVault.preparedDataIn(home);
    Map<String, String> environment = Map.of("COFFER_DATA", own.toString());
    byte[] bytes = Payloads.ofLength(5_000).bytes();
    String ref;
    try (var before = ServedVault.start(own, "-Xmx256m")) {
      ref = Appliance.idOf(before.firstSystem().upload(bytes));
    }

    CommandRun fetched = CommandRun.of(environment, "backup", "fetch", ref, "-o", "-");

    assertThat(fetched.code()).as(fetched.err()).isZero();
    assertThat(fetched.bytes().toByteArray()).isEqualTo(bytes);
  }
}
