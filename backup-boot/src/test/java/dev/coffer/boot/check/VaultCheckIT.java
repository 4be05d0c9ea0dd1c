package dev.coffer.boot.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.check.ClientEvent.Broken;
import dev.coffer.boot.check.ClientEvent.Mended;
import dev.coffer.boot.check.ClientEvent.Refused;
import dev.coffer.boot.check.ClientEvent.Revoked;
import dev.coffer.boot.check.ClientEvent.Stored;
import dev.coffer.boot.check.ClientEvent.Trespassed;
import dev.coffer.boot.check.Evidence.Growth;
import dev.coffer.boot.check.Evidence.Use;
import dev.coffer.domain.backup.Backup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check is silent about a sound vault, and each violation makes it name one invariant. */
class VaultCheckIT {

  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private static Path original;

  private static PlantedVault vault;

  @TempDir private Path copy;

  @BeforeAll
  static void open() {
    vault = new PlantedVault(original);
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  /** What a violation is planted in. */
  record Soil(Statement index, Path primary, Path cellar, Evidence evidence) {

    private void sql(String statement) throws SQLException {
      index.executeUpdate(statement);
    }

    private Evidence and(ClientEvent... more) {
      List<ClientEvent> all = new ArrayList<>(evidence.events());
      all.addAll(List.of(more));
      return evidence.with(all);
    }

    private List<Path> drives() {
      return List.of(primary, cellar);
    }
  }

  interface Planting {
    Evidence in(Soil soil) throws SQLException, IOException;
  }

  record Plant(Invariant invariant, String what, Planting planting) {

    @Override
    public String toString() {
      return invariant + " " + what;
    }
  }

  @SuppressWarnings("UnusedMethod") // Named by the annotation below.
  private static Stream<Plant> plants() {
    return Stream.of(
        new Plant(Invariant.I1, "an acknowledged backup is gone", VaultCheckIT::forgetFirst),
        new Plant(
            Invariant.I1,
            "another digest was acknowledged",
            soil -> soil.and(stored(vault.second, "", "0".repeat(64), LONG_AGO))),
        new Plant(
            Invariant.I2,
            "no copy is intact",
            soil -> {
              soil.sql(
                  "update vault.copy set status = 'failed', last_error = 'x' where backup_id = '%s'"
                      .formatted(vault.second.id()));
              return soil.evidence();
            }),
        new Plant(Invariant.I3, "half of an upload under its name", VaultCheckIT::halfAnUpload),
        new Plant(
            Invariant.I4,
            "a temporary file of nobody",
            soil -> {
              Files.writeString(soil.primary().resolve(".tmp").resolve("a.b.c"), "x");
              return soil.evidence();
            }),
        new Plant(
            Invariant.I4,
            "bytes without a row",
            soil -> {
              Files.writeString(soil.cellar().resolve("bytes"), "x");
              return soil.evidence();
            }),
        new Plant(
            Invariant.I5,
            "a counter is off by one",
            soil -> {
              soil.sql("update vault.organization set used_bytes = used_bytes + 1");
              return soil.evidence();
            }),
        new Plant(
            Invariant.I5,
            "more than the quota",
            soil -> {
              soil.sql("update vault.organization set quota_bytes = 1");
              return soil.evidence();
            }),
        new Plant(
            Invariant.I6, "retention has deleted the last backup", VaultCheckIT::deleteTheOnly),
        new Plant(
            Invariant.I7,
            "a deleted backup is listed",
            soil -> {
              soil.sql(
                  ("insert into vault.tombstone (backup_id, organization_id, system_id, object_key) "
                          + "select id, organization_id, system_id, object_key from vault.backup where id = '%s'")
                      .formatted(vault.second.id()));
              return soil.evidence();
            }),
        new Plant(
            Invariant.I8,
            "two backups for one idempotency key",
            soil -> soil.and(stored(vault.second, "key-1", vault.second.sha256().hex(), LONG_AGO))),
        new Plant(
            Invariant.I8, "one write token on two backups", VaultCheckIT::secondManifestOfToken),
        new Plant(
            Invariant.I9,
            "a credential of another system",
            soil -> {
              soil.sql(
                  ("update vault.backup set credential_id = (select credential_id from vault.backup "
                          + "where id = '%s') where id = '%s'")
                      .formatted(vault.only.id(), vault.second.id()));
              return soil.evidence();
            }),
        new Plant(
            Invariant.I9,
            "a download of another system's backup",
            soil ->
                soil.and(
                    new Trespassed(vault.systemKey, vault.only.ref().toString(), 200, LONG_AGO))),
        new Plant(
            Invariant.I10,
            "stored after its secret was revoked",
            soil -> {
              soil.sql(
                  ("update vault.credential set revoked_at = '2000-01-01' where id = "
                          + "(select credential_id from vault.backup where id = '%s')")
                      .formatted(vault.only.id()));
              return soil.evidence();
            }),
        new Plant(
            Invariant.I10,
            "complete after its secret was revoked",
            soil -> soil.and(new Revoked("secret of " + vault.systemKey, LONG_AGO))),
        new Plant(
            Invariant.I11,
            "one bit of one copy",
            soil -> {
              Path file = soil.cellar().resolve(keyOf(soil, vault.second));
              byte[] bytes = Files.readAllBytes(file);
              bytes[bytes.length / 2] ^= 1;
              Files.write(file, bytes);
              return soil.evidence();
            }),
        new Plant(
            Invariant.I12,
            "no manifest anywhere",
            soil -> {
              for (Path drive : soil.drives()) {
                Files.delete(manifestOf(drive, vault.second));
              }
              return soil.evidence();
            }),
        new Plant(
            Invariant.I12,
            "a manifest that nobody signed",
            soil -> {
              Path manifest = manifestOf(soil.cellar(), vault.second);
              String text = Files.readString(manifest);
              Files.writeString(manifest, text.replaceFirst("m1 .", "m1 x"));
              return soil.evidence();
            }),
        new Plant(
            Invariant.I13,
            "a password in the log",
            soil -> {
              Files.writeString(
                  soil.evidence().texts().getFirst(), "connect as " + PlantedVault.SECRET);
              return soil.evidence();
            }),
        new Plant(
            Invariant.I13,
            "a secret in the database",
            soil -> {
              soil.sql(
                  "update vault.managed_system set label = 'cs1_%s'".formatted("a".repeat(43)));
              return soil.evidence();
            }),
        new Plant(
            Invariant.I14,
            "acknowledged without an index",
            soil -> soil.and(new Broken("index", LONG_AGO), new Mended("index", LATER))),
        new Plant(
            Invariant.I15,
            "threads that stay",
            soil ->
                soil.evidence().with(new Growth(new Use(0, 10, 10, 2), new Use(0, 11, 10, 2), 0))),
        new Plant(
            Invariant.I16,
            "an error page",
            soil -> soil.and(new Refused(500, "<html>error</html>", false, LONG_AGO))),
        new Plant(
            Invariant.I16,
            "the wrong one is blamed",
            soil ->
                soil.and(
                    new Refused(500, "{\"Error\":\"Internal Server Error\"}", true, LONG_AGO))));
  }

  private static Stored stored(Backup backup, String key, String sha256, Instant sent) {
    return new Stored(
        vault.systemKey,
        "another secret",
        backup.ref().toString(),
        backup.size().bytes(),
        sha256,
        key,
        sent,
        LONG_AGO);
  }

  /** With all that was noted of it, as if it had never come. */
  private static Evidence forgetFirst(Soil soil) throws SQLException, IOException {
    for (Path drive : soil.drives()) {
      Files.delete(drive.resolve(keyOf(soil, vault.first)));
      Files.delete(manifestOf(drive, vault.first));
    }
    for (String owner : List.of("managed_system", "organization")) {
      soil.sql(
          "update vault.%s set used_bytes = used_bytes - %d where used_bytes > %d"
              .formatted(owner, vault.first.size().bytes(), vault.first.size().bytes()));
    }
    soil.sql("delete from vault.backup where id = '%s'".formatted(vault.first.id()));
    return soil.evidence();
  }

  private static Evidence halfAnUpload(Soil soil) throws SQLException, IOException {
    String key = keyOf(soil, vault.second).replace(vault.second.ref().toString(), "half.bin");
    soil.sql(
        """
        insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token, state,
                                  filename, extension, media_type, declared_bytes, number,
                                  lease_owner, lease_token, lease_until)
        select gen_random_uuid(), organization_id, system_id, credential_id, '%s', gen_random_uuid(), 'uploading',
               filename, extension, media_type, 100, 1000, 'x', gen_random_uuid(), clock_timestamp()
          from vault.backup
         where id = '%s'
        """
            .formatted(key, vault.second.id()));
    soil.sql(
        "update vault.managed_system set reserved_bytes = 100 where key = '%s'"
            .formatted(vault.systemKey));
    soil.sql(
        ("update vault.organization set reserved_bytes = 100 where id = "
                + "(select organization_id from vault.managed_system where key = '%s')")
            .formatted(vault.systemKey));
    Files.write(soil.primary().resolve(key), new byte[50]);
    return soil.evidence();
  }

  private static Evidence deleteTheOnly(Soil soil) throws SQLException {
    soil.sql(
        ("insert into vault.tombstone (backup_id, organization_id, system_id, object_key) "
                + "select id, organization_id, system_id, object_key from vault.backup where id = '%s'")
            .formatted(vault.only.id()));
    for (String owner : List.of("managed_system where id =", "organization where id =")) {
      String table = owner.substring(0, owner.indexOf(' '));
      soil.sql(
          "update vault.%s set used_bytes = used_bytes - %d where id = (select %s from vault.backup where id = '%s')"
              .formatted(
                  table,
                  vault.only.size().bytes(),
                  table.equals("organization") ? "organization_id" : "system_id",
                  vault.only.id()));
    }
    soil.sql(
        ("update vault.backup set state = 'deleting', is_counted = false, deleted_at = now(), "
                + "purge_after = now() + interval '1 day' where id = '%s'")
            .formatted(vault.only.id()));
    return soil.evidence();
  }

  /** Beside the right one, as a mistake in what is written down under which name would leave it. */
  private static Evidence secondManifestOfToken(Soil soil) throws SQLException, IOException {
    String right = Files.readString(manifestOf(soil.cellar(), vault.second));
    Path manifest = manifestOf(soil.cellar(), vault.first);
    String token = right.replaceAll("(?s).*\"write_token\":\"([^\"]+)\".*", "$1");
    Files.setAttribute(
        soil.cellar().resolve(keyOf(soil, vault.first)),
        "user:coffer.token",
        token.getBytes(StandardCharsets.US_ASCII));
    assertThat(manifest).exists();
    soil.sql(
        ("update vault.copy set status = 'failed', last_error = 'x' where backup_id = '%s' "
                + "and drive_id = '%s'")
            .formatted(vault.first.id(), Folder.of(soil.cellar()).id()));
    return soil.evidence();
  }

  private static String keyOf(Soil soil, Backup backup) throws SQLException {
    try (var row =
        soil.index()
            .executeQuery(
                "select object_key from vault.backup where id = '%s'".formatted(backup.id()))) {
      row.next();
      return row.getString(1);
    }
  }

  private static Path manifestOf(Path drive, Backup backup) throws IOException {
    try (Stream<Path> files = Files.walk(drive.resolve(".vault").resolve("manifests"))) {
      return files.filter(file -> file.endsWith(backup.id().toString())).findFirst().orElseThrow();
    }
  }

  private Soil soil(Statement index) throws IOException {
    vault.copyTo(copy);
    return new Soil(index, copy.resolve("primary"), copy.resolve("cellar"), vault.evidence(copy));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void aPlantedViolationIsNamed(Plant plant) throws Exception {
    try (Connection connection = vault.database.connect()) {
      connection.setAutoCommit(false);
      try (Statement index = connection.createStatement()) {
        Report report = VaultCheck.check(connection, plant.planting().in(soil(index)));

        assertThat(report.violated()).as(report.print()).containsExactly(plant.invariant());
      }
      connection.rollback();
    }
  }

  @Test
  void everyInvariantHasAViolationOfItsOwn() {
    assertThat(plants().map(Plant::invariant)).contains(Invariant.values());
  }

  @Test
  void aSoundVaultViolatesNothingAndEverythingIsLookedAt() throws Exception {
    try (Connection connection = vault.database.connect();
        Statement index = connection.createStatement()) {
      Report report = VaultCheck.run(connection, soil(index).evidence());

      assertThat(report.holds()).as(report.print()).isTrue();
      assertThat(report.notChecked()).isEmpty();
      assertThat(report.print().lines()).hasSize(16).allMatch(line -> line.contains(" holds "));
    }
  }

  @Test
  void whatThereIsNothingToSeeOfIsNotChecked() throws Exception {
    try (Connection connection = vault.database.connect()) {
      Report report = VaultCheck.run(connection, Evidence.of(List.of()));

      assertThat(report.notChecked())
          .isEqualTo(
              Set.of(
                  Invariant.I1,
                  Invariant.I2,
                  Invariant.I3,
                  Invariant.I8,
                  Invariant.I11,
                  Invariant.I12,
                  Invariant.I14,
                  Invariant.I15,
                  Invariant.I16));
      assertThat(report.print()).contains("I1  not checked ");
    }
  }

  @Test
  void whatClientsKnowIsReadAsItWasWritten() throws Exception {
    Path file = copy.resolve("client.log");
    try (ClientLog log = ClientLog.open(file)) {
      for (ClientEvent event : vault.events) {
        log.append(event);
      }
    }
    Files.writeString(file, "{\"event\":\"Stored\",\"sys", StandardOpenOption.APPEND);

    assertThat(ClientLog.read(file)).isEqualTo(vault.events);
  }

  @Test
  void theReportSaysWhichBackupAndWhere() throws Exception {
    String unknown = UUID.randomUUID() + ".bin";
    try (Connection connection = vault.database.connect();
        Statement index = connection.createStatement()) {
      Evidence evidence =
          soil(index).and(new Stored(vault.systemKey, "", unknown, 1, "", "", LONG_AGO, LONG_AGO));

      String printed = VaultCheck.run(connection, evidence).print();

      assertThat(printed)
          .contains(
              "I1  VIOLATED    what was acknowledged is stored, or was deleted by somebody who may")
          .contains("      " + unknown + " was acknowledged, and is gone");
    }
  }
}
