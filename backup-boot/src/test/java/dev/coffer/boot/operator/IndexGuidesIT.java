package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.GuideShell;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages on dumps of the index print, word for word, on a vault with backups. */
class IndexGuidesIT {

  @TempDir private Path temporary;

  private Path data;
  private GuideShell shell;
  private final Payload payload = Payloads.ofLength(1_000_000);
  private String id = "";

  @BeforeEach
  void prepare() throws IOException {
    data = ServedVault.preparedDataIn(temporary);
    shell = new GuideShell(temporary);
  }

  /** What was stored before is listed and can be downloaded, with the secret of before. */
  private void assertWhole(ServedVault vault) throws Exception {
    Appliance appliance = vault.firstSystem();
    assertThat(appliance.listedIds()).containsExactly(id);
    assertThat(Payloads.sha256Of(appliance.download(id).body())).isEqualTo(payload.sha256());
  }

  private void store(ServedVault vault) throws Exception {
    id = Appliance.idOf(vault.firstSystem().upload(payload.bytes()));
  }

  @Test
  void aRunningVaultIsDumpedAndItsIndexRestoredAndMoved() throws Exception {
    try (ServedVault vault = ServedVault.start(data)) {
      store(vault);
      assertThat(
              shell.run(
                  GuideShell.blocks("backing-up-the-vault.md", "What you must copy").getFirst()))
          .containsPattern(
              "Wrote \".*/index.dump\": 1 backups of 1 systems in 1 organizations, as of ")
          .endsWith("It contains no backup contents and no keys (vault.key or secrets).\n");
      assertThat(vault.firstSystem().upload(payload.bytes()).statusCode()).isEqualTo(201);
    }
    Path dump = shell.mounted("copies").resolve("index.dump");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
        .isEqualTo("rw-------");
    assertThat(shell.mounted("copies").resolve("vault.key")).exists();
    assertThat(
            shell.run(
                GuideShell.blocks("backing-up-the-vault.md", "A dump of the index").getFirst()))
        .startsWith("The dump is whole and unchanged: 1 backups of 1 systems");

    List<String> restore = GuideShell.blocks("backing-up-the-vault.md", "Restore the index");
    assertThat(restore).hasSize(2);
    shell.run(restore.getFirst());
    assertThat(shell.run(restore.getLast())).startsWith("Restored: 1 backups of 1 systems");

    try (ServedVault vault = ServedVault.start(data)) {
      assertWhole(vault);
    }
    move();
  }

  /** To a server and back, and to another major version. */
  private void move() throws Exception {
    TestPostgres.Database external = TestPostgres.freshDatabase();
    List<String> blocks = GuideShell.blocks("postgresql.md", "Move the index");
    assertThat(blocks).hasSize(3);

    shell.run(
        blocks
            .getFirst()
            .replace("jdbc:postgresql://db.example.org:5432/coffer", external.jdbcUrl())
            .replace("coffer_owner", external.user())
            .replace("change-me-1", external.password()));
    assertThat(shell.run(blocks.get(1))).startsWith("Moved: 1 backups of 1 systems");
    var configured = Map.of("COFFER_CONFIG", temporary.resolve("new.yaml").toString());
    try (ServedVault vault = ServedVault.start(Main.class, data, configured)) {
      assertWhole(vault);
    }
    Files.writeString(temporary.resolve("embedded.yaml"), "log:\n  level: info\n");
    assertThat(shell.run(blocks.getLast())).startsWith("Moved: 1 backups of 1 systems");
    List<String> upgrade = GuideShell.blocks("upgrade.md", "A new major version of PostgreSQL");
    assertThat(upgrade).hasSize(2);
    for (String commands : upgrade) {
      shell.run(commands);
    }
    try (ServedVault vault = ServedVault.start(data)) {
      assertWhole(vault);
    }
    assertThat(data.resolve("postgres.previous")).exists();
  }
}
