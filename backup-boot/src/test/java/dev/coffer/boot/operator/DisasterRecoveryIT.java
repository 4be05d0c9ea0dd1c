package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.GuideShell;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.FileTrees;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill for each row of docs/disaster-recovery.md: the loss, then the commands of the page. */
class DisasterRecoveryIT {

  private static final String PAGE = "disaster-recovery.md";

  @TempDir private Path temporary;

  private Path data;
  private Path configuration;
  private GuideShell shell;
  private Appliance appliance;
  private String id = "";
  private final Payload payload = Payloads.ofLength(1_000_000);

  @BeforeEach
  void prepare() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
    configuration = temporary.resolve("coffer.yaml");
    shell = new GuideShell(temporary);
  }

  private ServedVault start() {
    return ServedVault.start(
        Main.class,
        data,
        Files.exists(configuration) ? Map.of("COFFER_CONFIG", configuration.toString()) : Map.of());
  }

  private void store(ServedVault vault) throws Exception {
    appliance = vault.firstSystem();
    id = Appliance.idOf(appliance.upload(payload.bytes()));
  }

  private void copyKeysAndDump() throws Exception {
    shell.run("cp -p coffer-data/vault.key /mnt/copies/");
    shell.run(
        "./coffer index dump --force /mnt/copies/index.dump"
            + (Files.exists(configuration) ? " --config coffer.yaml" : ""));
  }

  private void run(String heading) throws Exception {
    for (String block : GuideShell.blocks(PAGE, heading)) {
      shell.run(block);
    }
  }

  /** With a secret that was valid before the loss, or one that was made since. */
  private void assertWhole(Appliance client) throws Exception {
    assertThat(client.listedIds()).containsExactly(id);
    assertThat(Payloads.sha256Of(client.download(id).body())).isEqualTo(payload.sha256());
  }

  private void configureTwoDrives() throws IOException {
    Files.writeString(
        configuration,
        """
        drives:
          - label: local
            provider: local
            directory: %s
          - label: cellar
            provider: local
            directory: %s
        """
            .formatted(data.resolve("drive"), shell.mounted("cellar")));
  }

  @Test
  void anOlderIndexIsReplacedAndLostKeysAreToo() throws Exception {
    try (ServedVault vault = start()) {
      store(vault);
    }
    copyKeysAndDump();
    shell.run("./coffer system add NOT-IN-THE-DUMP");

    run("An older index");
    assertThat(temporary.resolve("replaced.dump")).isNotEmptyFile();

    Files.delete(data.resolve("vault.key"));
    run("vault.key");
    assertThat(shell.run("./coffer index restore --dry-run /mnt/copies/index.dump"))
        .startsWith("The dump is whole and unchanged: 1 backups of 1 systems");

    Files.delete(data.resolve("vault.key"));
    List<String> blocks = GuideShell.blocks(PAGE, "vault.key without a copy");
    assertThat(blocks).hasSize(3);
    shell.run(blocks.getFirst());
    try (ServedVault vault = start()) {
      assertThat(vault.firstSystem().list().statusCode()).isEqualTo(401);
      String added = shell.run(blocks.get(1));
      String secret = added.replaceAll("(?s).*?(cs1_[A-Za-z0-9_-]+).*", "$1");
      assertWhole(new Appliance(vault.base(), "first-system", secret));
      assertThat(added).contains("ck1_");
      assertThat(shell.run(blocks.getLast())).contains("Manifests rewritten: 1, missing: 0.");
    }
  }

  @Test
  void aLostDriveIsReplacedAndThenTheWholeMachine() throws Exception {
    configureTwoDrives();
    try (ServedVault vault = start()) {
      store(vault);
      shell.run("./coffer drive backfill cellar --wait --config coffer.yaml");
      copyKeysAndDump();
    }

    FileTrees.delete(data.resolve("drive"));
    List<String> blocks = GuideShell.blocks(PAGE, "One of several drives");
    assertThat(blocks).hasSize(2);
    assertThat(shell.run(blocks.getFirst())).contains("drive local was removed; 1 copies");
    try (ServedVault vault = start()) {
      assertWhole(vault.firstSystem());
      shell.run(blocks.getLast());
      assertThat(vault.firstSystem().upload(payload.bytes()).statusCode()).isEqualTo(201);
    }
    assertThat(filesOn("attic")).anyMatch(file -> hasBytes(file));

    FileTrees.delete(data);
    FileTrees.delete(shell.mounted("attic"));
    Files.delete(configuration);
    run("The whole machine");
    try (ServedVault vault = start()) {
      assertWhole(appliance.at(vault.base()));
      assertThat(appliance.at(vault.base()).upload(payload.bytes()).statusCode()).isEqualTo(201);
    }
  }

  private List<Path> filesOn(String drive) throws IOException {
    try (Stream<Path> files = Files.walk(shell.mounted(drive))) {
      return files.filter(file -> file.getFileName().toString().equals(id)).toList();
    }
  }

  private boolean hasBytes(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return Payloads.sha256Of(bytes).equals(payload.sha256());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
