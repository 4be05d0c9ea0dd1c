package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.adapter.cli.VaultAccess.RestoredIndex;
import dev.coffer.application.UserError;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDump.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexDumpCommandsTest {

  private static final IndexDump DUMP =
      new IndexDump(
          UUID.fromString("11111111-2222-4333-8444-555555555555"),
          Instant.parse("2026-03-01T12:00:00Z"),
          "025",
          "18.6",
          new Totals(3, 300, 10_000, Optional.of(Instant.parse("2026-03-01T11:59:00Z"))),
          List.of(),
          List.of(),
          17,
          List.of());

  private static final String LINE =
      "10000 backups of 300 systems in 3 organizations, as of 2026-03-01T12:00:00Z (newest backup: 2026-03-01T11:59:00Z)\n";

  @TempDir private Path folder;

  private final FakeVault vault = new FakeVault();
  private final List<OptionalLong> confirmed = new ArrayList<>();
  private Path file;

  @BeforeEach
  void prepare() {
    file = folder.resolve("index.dump");
    vault.dump =
        target -> {
          try {
            target.write("rows".getBytes(StandardCharsets.UTF_8));
            return DUMP;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    vault.restore =
        (_, replaced) -> {
          confirmed.add(replaced);
          return new RestoredIndex(DUMP, List.of());
        };
  }

  @Test
  void aDumpIsWholeOrNotThereAndForItsOwnerAlone() throws IOException {
    var run = vault.run("index", "dump", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            "Wrote \"%s\": %sIt contains no backup contents and no keys (vault.key or secrets).\n"
                .formatted(file, LINE));
    assertThat(file).hasContent("rows");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    vault.dump =
        _ -> {
          throw new UserError("the index is gone");
        };
    assertThat(vault.run("index", "dump", "--force", file.toString()).code()).isEqualTo(1);
    assertThat(file).hasContent("rows");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aDumpReplacesAFileOnlyWhenAsked() throws IOException {
    Files.writeString(file, "before");

    assertThat(vault.run("index", "dump", file.toString()).err()).contains("already exists");
    assertThat(file).hasContent("before");
    assertThat(vault.run("index", "dump", file.toString(), "--force", "--json").out())
        .startsWith("{\"vault_id\":\"11111111-2222-4333-8444-555555555555\"")
        .contains("\"backups\":10000");
    assertThat(file).hasContent("rows");
  }

  @Test
  void aRestoreReplacesAnIndexOnlyWithTheNumberOfItsBackups() {
    assertThat(vault.run("index", "restore", file.toString()).out()).isEqualTo("Restored: " + LINE);
    assertThat(vault.run("index", "restore", file.toString(), "--replace", "12").code()).isZero();
    assertThat(vault.run("index", "restore", file.toString(), "--replace", "x").code())
        .isEqualTo(2);

    assertThat(confirmed).containsExactly(OptionalLong.empty(), OptionalLong.of(12));
  }

  @Test
  void aDumpIsCheckedWithoutBeingRestored() {
    assertThat(vault.run("index", "restore", "--dry-run", file.toString()).out())
        .isEqualTo("The dump is whole and unchanged: " + LINE);
  }

  @Test
  void rolesThatAreMissingAreNamed() {
    vault.restore = (_, _) -> new RestoredIndex(DUMP, List.of("reader", "service"));

    var run = vault.run("index", "move", "--to", "new.yaml");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("Moved: " + LINE);
    assertThat(run.err()).contains("missing on this server: reader, service.");
  }
}
