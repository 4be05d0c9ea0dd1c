package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.application.deletion.Erasures.Erased;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.UsageDrift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionAndOwnershipCommandsTest {

  private static final String ID = "01a20129-ae65-7046-8342-4bb9fb62f15a";

  private final FakeVault vault = new FakeVault();

  @TempDir private Path folder;

  private static Erasure erasure(Optional<Instant> finishedAt) {
    return new Erasure(
        UUID.randomUUID(),
        Erasure.Kind.SYSTEM,
        UUID.randomUUID(),
        "NETH-1",
        Instant.parse("2026-11-22T10:00:00Z"),
        finishedAt,
        3,
        new ByteSize(3 << 20));
  }

  @Test
  void aHoldEndsWithItsDay() {
    var run = vault.run("backup", "hold", ID + ".tar.gz", "--until", "2027-12-31");

    assertThat(run.out()).isEqualTo(ID + " is held until 2027-12-31T23:59:59Z\n");
    assertThat(vault.asked).contains(ID + " Held[until=2027-12-31T23:59:59Z]");
  }

  @Test
  void aHoldOfThePastAndAnUnknownBackupAreRefused() {
    vault.protectResult = new Deletions.HoldIsOver();
    assertThat(vault.run("backup", "hold", ID, "--until", "2020-01-01").err())
        .contains("expected: a time in the future");
    vault.protectResult = new Deletions.SetByPlatform();
    assertThat(vault.run("backup", "release", ID).err())
        .contains("by an operator for all organizations; only such an operator can change that");
    vault.protectResult = new Deletions.NotStored();
    assertThat(vault.run("backup", "pin", ID).code()).isEqualTo(1);
    assertThat(vault.run("backup", "hold", ID).code()).isEqualTo(2);
  }

  @Test
  void whyADeletionIsRefusedIsOneSentence() {
    vault.deleteResult = new DeleteBackup.Protected();

    var run = vault.run("backup", "delete", ID);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is pinned or held").hasLineCount(1);
  }

  @Test
  void whyAnUndeleteIsRefusedIsOneSentence() {
    List<String> told = new ArrayList<>();
    for (Deletions.UndeleteResult result :
        List.of(
            new Deletions.NotDeleted(),
            new Deletions.PurgeBegun(),
            new Deletions.QuotaExceeded(),
            new Deletions.CapExceeded())) {
      vault.undeleteResult = result;
      var run = vault.run("backup", "undelete", ID);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(ID).hasLineCount(1);
      told.add(run.err());
    }

    assertThat(told).doesNotHaveDuplicates();
  }

  @Test
  void aReassignmentTellsWhatMovedAndWhyNot() {
    vault.reassignSystem = new Systems.Reassigned(new ByteSize(1024));
    assertThat(vault.run("system", "reassign", "NETH-1", "--to", "Acme", "--json").out())
        .isEqualTo("{\"key\":\"NETH-1\",\"organization\":\"Acme\",\"bytes\":1024}\n");

    vault.reassignSystem = new Systems.QuotaExceeded();
    assertThat(vault.run("system", "reassign", "NETH-1", "--to", "Acme").err())
        .contains("no room")
        .hasLineCount(1);
    assertThat(vault.run("system", "reassign", "NETH-1").code()).isEqualTo(2);
  }

  @Test
  void anErasureWritesItsReportOnceItIsOver() throws IOException {
    Path file = folder.resolve("report");
    vault.erase =
        command -> new Erasures.UnderWay(erasure(Optional.empty()), 1, 2, new ByteSize(5));
    var first = vault.run("system", "erase", "NETH-1", "--report", file.toString());
    boolean early = Files.exists(file);
    vault.erase = command -> new Erased(erasure(Optional.of(Instant.EPOCH)));

    var second = vault.run("system", "erase", "NETH-1", "--report", file.toString());

    assertThat(first.out())
        .contains("1 uploads are still running, 2 backups (5 B) are still to be removed");
    assertThat(early).isFalse();
    assertThat(second.out()).contains("NETH-1 is erased: 3 backups, 3 MiB");
    assertThat(file).hasContent("report of NETH-1\n");
  }

  private static final String PAUSED =
      "Automatic deletion is paused until you run coffer retention accept: the clock jumped\n";

  /** Looks once a second, so the second look is after the line was printed. */
  @Test
  void anErasureThatIsWaitedForReportsOnceThatDeletionIsPaused() {
    vault.index = Optional.of(new IndexAccess("jdbc:x", "coffer", Optional.empty(), "psql"));
    vault.halts = new Halts(Optional.of("the clock jumped"), List.of());
    var looks = new AtomicInteger();
    vault.erase =
        command ->
            looks.incrementAndGet() < 3
                ? new Erasures.UnderWay(erasure(Optional.empty()), 0, 2, new ByteSize(5))
                : new Erased(erasure(Optional.of(Instant.EPOCH)));

    var run = vault.run("system", "erase", "NETH-1", "--wait");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("The erasure waits. " + PAUSED);
    assertThat(run.out()).contains("NETH-1 is erased").hasLineCount(1);
  }

  @Test
  void anErasureWithoutWaitingReportsThatDeletionIsPaused() {
    vault.halts = new Halts(Optional.of("the clock jumped"), List.of());
    vault.erase =
        command -> new Erasures.UnderWay(erasure(Optional.empty()), 0, 2, new ByteSize(5));

    var run = vault.run("organization", "erase", "Acme", "--yes");

    assertThat(run.err()).isEqualTo("The erasure waits. " + PAUSED);
  }

  @Test
  void aDeletionReportsThatTheDataStaysWhileDeletionIsPaused() {
    vault.halts = new Halts(Optional.of("the clock jumped"), List.of());

    var deleted = vault.run("backup", "delete", ID);
    var list = vault.run("backup", "deleted");

    assertThat(deleted.out()).isEqualTo(ID + " is deleted\n");
    assertThat(deleted.err()).isEqualTo("The data of deleted backups stays for now. " + PAUSED);
    assertThat(list.err())
        .isEqualTo("No data of deleted backups is removed now, even if it is due. " + PAUSED);
  }

  @Test
  void aReportThatIsThereIsNotReplacedAndNothingIsErased() throws IOException {
    Path file = Files.writeString(folder.resolve("report"), "mine");
    List<EraseCommand> asked = new ArrayList<>();
    vault.erase =
        command -> {
          asked.add(command);
          return new Erased(erasure(Optional.of(Instant.EPOCH)));
        };

    assertThat(vault.run("system", "erase", "NETH-1", "--report", file.toString()).code())
        .isEqualTo(1);
    assertThat(asked).isEmpty();
    assertThat(file).hasContent("mine");
  }

  @Test
  void anOrganizationIsErasedByItsNameTwiceOrAYes() {
    List<EraseCommand> asked = new ArrayList<>();
    vault.erase =
        command -> {
          asked.add(command);
          return new Erasures.UnknownTenant();
        };

    assertThat(vault.run("organization", "erase", "Acme").err()).contains("--confirm");
    assertThat(vault.run("organization", "erase", "Acme", "--confirm", "acme").code()).isEqualTo(1);
    assertThat(asked).isEmpty();
    vault.run("organization", "erase", "Acme", "--confirm", "Acme");
    vault.run("organization", "erase", "Acme", "--yes", "--suspend");
    assertThat(asked)
        .extracting(EraseCommand::tenant)
        .containsExactly(
            new TenantRef.OfOrganizationNamed("Acme"), new TenantRef.OfOrganizationNamed("Acme"));
    assertThat(asked).extracting(EraseCommand::suspend).containsExactly(false, true);
  }

  @Test
  void whyAnErasureIsRefusedIsOneSentence() {
    for (Erasures.EraseResult result :
        List.of(
            new Erasures.UnknownTenant(),
            new Erasures.NotSuspended(List.of(new SystemId("NETH-1"))),
            new Erasures.Protected(List.of(new BackupId(UUID.fromString(ID)))),
            new Erasures.VersionsStay(List.of("cloud")))) {
      vault.erase = command -> result;

      var run = vault.run("system", "erase", "NETH-1");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasLineCount(1);
    }
  }

  @Test
  void anAuditTellsWhatItMended() {
    assertThat(vault.run("usage", "audit").out()).isEqualTo("All counters are correct.\n");

    vault.drifts = List.of(new UsageDrift(UsageDrift.Owner.SYSTEM, "NETH-1", 7, -2));
    assertThat(vault.run("usage", "audit", "--json").out())
        .isEqualTo(
            """
            {"corrected":[{"kind":"system","owner":"NETH-1","used_bytes":7,"reserved_bytes":-2}],"stuck":[]}
            """);
  }

  @Test
  void anAuditFailsWhileAReservationIsStuck() {
    vault.stuck =
        List.of(
            new StuckReservations(
                new SystemId("NETH-1"),
                2,
                new ByteSize(3 << 20),
                Instant.parse("2026-04-12T02:15:00Z")));

    var run = vault.run("usage", "audit");
    var json = vault.run("usage", "audit", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            All counters are correct.
            These uploads are over, but still reserve space:
            SYSTEM  UPLOADS  RESERVED  SINCE
            NETH-1  2        3 MiB     2026-04-12T02:15:00Z
            A running vault releases them within minutes, once their drive answers.
            Start it with "coffer serve", and test the drives with "coffer drive check".
            """);
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out())
        .isEqualTo(
            """
            {"corrected":[],"stuck":[{"system":"NETH-1","uploads":2,"reserved_bytes":3145728,"since":"2026-04-12T02:15:00Z"}]}
            """);
  }
}
