package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.application.copies.Copies.DamageState;
import dev.coffer.application.copies.Copies.DamagedCopy;
import dev.coffer.application.copies.Copies.Manifests;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code drive backfill} and {@code scrub}. */
class CopyRequestCommandsTest {

  private static final BackupId ID =
      new BackupId(UUID.fromString("01a20129-ae65-7046-8342-4bb9fb62f15a"));
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  private final FakeVault vault = new FakeVault();
  private final List<Copies.Selection> selections = new ArrayList<>();

  private void aServerRuns() {
    vault.index =
        Optional.of(new IndexAccess("jdbc:postgresql://db/coffer", "c", Optional.empty(), "psql"));
  }

  private static Backlog owed(long waiting, long failed) {
    return new Backlog(waiting, new ByteSize(waiting << 20), failed, new ByteSize(failed << 10));
  }

  /** One after the other. */
  private void owes(Backlog... backlogs) {
    Deque<Backlog> left = new ArrayDeque<>(List.of(backlogs));
    vault.backfill = label -> new Copies.Planned(3);
    vault.backlog = label -> Optional.of(left.size() > 1 ? left.removeFirst() : left.getFirst());
  }

  @Test
  void backfillPlansAndTellsWhatADriveIsOwed() {
    owes(owed(5, 1));

    var run = vault.run("drive", "backfill", "cellar");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            planned now  3
            pending      5 (5 MiB)
            failed       1 (1 KiB)
            """);
    assertThat(vault.run("drive", "backfill", "cellar", "--json").out())
        .isEqualTo(
            """
            {"label":"cellar","planned":3,"waiting":5,"waiting_bytes":5242880,"failed":1,"failed_bytes":1024}
            """);
  }

  @Test
  void backfillFollowsUntilNothingWaits() {
    aServerRuns();
    owes(owed(2, 0), owed(1, 0), owed(0, 0));

    var run = vault.run("drive", "backfill", "cellar", "--wait");

    assertThat(run.code()).isZero();
    assertThat(run.out()).endsWith("drive cellar is complete\n");
    assertThat(vault.asked).containsExactly("progress Copying 2097152 BYTES");
  }

  @Test
  void backfillEndsWithAFailureWhenSomeHaveFailed() {
    aServerRuns();
    owes(owed(0, 2));

    var run = vault.run("drive", "backfill", "cellar", "--wait", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).hasLineCount(1).contains("\"failed\":2");
    assertThat(vault.asked).isEmpty();
  }

  @Test
  void backfillIsForAConfiguredDrive() {
    var unknown = vault.run("drive", "backfill", "cellar");
    vault.backfill = label -> new Copies.NotConfigured();
    var idle = vault.run("drive", "backfill", "cellar");

    assertThat(unknown.err()).isEqualTo("coffer: there is no drive \"cellar\"\n");
    assertThat(idle.err()).startsWith("coffer: drive \"cellar\" is not configured. ");
    assertThat(List.of(unknown.code(), idle.code())).containsOnly(1);
  }

  @Test
  void nobodyWaitsForWorkThatNobodyDoes() {
    owes(owed(2, 0));

    for (var run :
        List.of(vault.run("drive", "backfill", "cellar", "--wait"), vault.run("scrub", "--wait"))) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("Start it with coffer serve, or leave out --wait")
          .hasLineCount(1);
    }
    assertThat(vault.sessions).isZero();
  }

  private void scrubs(ScrubProgress... looks) {
    Deque<ScrubProgress> left = new ArrayDeque<>(List.of(looks));
    vault.scrub =
        selection -> {
          selections.add(selection);
          return new Copies.Requested(AT, 4, new ByteSize(4096));
        };
    vault.scrubProgress =
        (selection, since) -> {
          assertThat(since).isEqualTo(AT);
          selections.add(selection);
          return left.removeFirst();
        };
  }

  @Test
  void scrubMakesCopiesDue() {
    scrubs();

    var run = vault.run("scrub", "--drive", "cellar", "--system", "NETH-1");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("Copies to verify: 4 (4 KiB)\n");
    assertThat(selections)
        .containsExactly(
            new Copies.Selection(Optional.of("cellar"), Optional.of(new SystemId("NETH-1"))));
    assertThat(vault.run("scrub", "--json").out())
        .isEqualTo(
            "{\"copies\":4,\"size_bytes\":4096,\"waiting\":4,\"intact\":0,\"damaged\":[],\"manifests_rewritten\":0,\"manifests_missing\":0}\n");
  }

  @Test
  void scrubFollowsUntilAllWereRead() {
    aServerRuns();
    scrubs(
        new ScrubProgress(2, new ByteSize(2048), List.of(), Manifests.ALL_RIGHT),
        new ScrubProgress(0, ByteSize.ZERO, List.of(), Manifests.ALL_RIGHT));

    var run = vault.run("scrub", "--wait");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .endsWith(
            """
            Copies read: 4, intact: 4. Damaged copies found now: 0, known before: 0. \
            Manifests rewritten: 0, missing: 0.
            """);
    assertThat(vault.asked).containsExactly("progress Reading 4096 BYTES");
  }

  @Test
  void scrubEndsWithWhatIsDamaged() {
    aServerRuns();
    var lost =
        new DamagedCopy(
            ID,
            new SystemId("NETH-1"),
            "cellar",
            Optional.of("missing"),
            DamageState.DAMAGED,
            true);
    var mended =
        new DamagedCopy(
            ID, new SystemId("NETH-2"), "main", Optional.empty(), DamageState.REPAIRED, false);
    scrubs(
        new ScrubProgress(0, ByteSize.ZERO, List.of(lost, mended), Manifests.ALL_RIGHT),
        new ScrubProgress(0, ByteSize.ZERO, List.of(lost), Manifests.ALL_RIGHT));

    var run = vault.run("scrub", "--wait");
    var json = vault.run("scrub", "--wait", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .endsWith(
            """
            BACKUP                                DRIVE   SYSTEM  FOUND
            01a20129-ae65-7046-8342-4bb9fb62f15a  cellar  NETH-1  missing
            01a20129-ae65-7046-8342-4bb9fb62f15a  main    NETH-2  repaired
            Copies read: 4, intact: 2. Damaged copies found now: 1, known before: 1. \
            Manifests rewritten: 0, missing: 0.
            """);
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out())
        .isEqualTo(
            """
            {"copies":4,"size_bytes":4096,"waiting":0,"intact":3,"damaged":[{"backup_id":"01a20129-ae65-7046-8342-4bb9fb62f15a",\
            "system":"NETH-1","drive":"cellar","finding":"missing","mended":false,"known_before":true}],"manifests_rewritten":0,"manifests_missing":0}
            """);
  }

  /** It is not read while it is under repair, so it is none of the copies that were read. */
  @Test
  void scrubCountsNoCopyThatIsUnderRepair() {
    aServerRuns();
    var waiting =
        new DamagedCopy(
            ID,
            new SystemId("NETH-1"),
            "cellar",
            Optional.of("missing"),
            DamageState.UNDER_REPAIR,
            true);
    scrubs(new ScrubProgress(0, ByteSize.ZERO, List.of(waiting), Manifests.ALL_RIGHT));

    assertThat(vault.run("scrub", "--wait").out())
        .endsWith(
            """
            Copies read: 4, intact: 4. Damaged copies found now: 0, known before: 1. \
            Manifests rewritten: 0, missing: 0.
            """);
  }

  @Test
  void scrubFailsWhileAManifestIsMissingAndNotForOneThatWasRewritten() {
    aServerRuns();
    scrubs(
        new ScrubProgress(0, ByteSize.ZERO, List.of(), new Manifests(3, 0)),
        new ScrubProgress(0, ByteSize.ZERO, List.of(), new Manifests(0, 2)));

    var rewritten = vault.run("scrub", "--wait");
    var missing = vault.run("scrub", "--wait");

    assertThat(rewritten.code()).isZero();
    assertThat(rewritten.out()).endsWith(" Manifests rewritten: 3, missing: 0.\n");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out()).endsWith(" Manifests rewritten: 0, missing: 2.\n");
  }

  @Test
  void scrubIsOfADriveAndASystemThatAreThere() {
    var drive = vault.run("scrub", "--drive", "attic");
    vault.scrub = selection -> new Copies.UnknownSystem();
    var system = vault.run("scrub", "--system", "NETH-9");

    assertThat(drive.err()).isEqualTo("coffer: there is no drive \"attic\"\n");
    assertThat(system.err()).isEqualTo("coffer: there is no system \"NETH-9\"\n");
    assertThat(List.of(drive.code(), system.code())).containsOnly(1);
    assertThat(vault.run("scrub", "--system", "a b").code()).isEqualTo(2);
  }
}
