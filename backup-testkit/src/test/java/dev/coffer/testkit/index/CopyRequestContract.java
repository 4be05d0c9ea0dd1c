package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.BackupIndex.Listing;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.application.copies.Copies.DamageState;
import dev.coffer.application.copies.Copies.DamagedCopy;
import dev.coffer.application.copies.Copies.Manifests;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.copies.CopyQueue.ManifestFinding;
import dev.coffer.application.copies.CopyQueue.Scrub;
import dev.coffer.application.copies.CopyQueue.ScrubFinding;
import dev.coffer.application.copies.CopyQueue.Selection;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every index must do with operators' requests for copies. */
public interface CopyRequestContract {

  /** The finding of a scrub that found no damage. */
  ScrubFinding GOOD = new ScrubFinding(true, ManifestFinding.RIGHT);

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private CopyQueue copies() {
    return index().copies();
  }

  /** A drive that the index did not know before. */
  private Drive newDrive() {
    String label = "drive-" + UUID.randomUUID();
    return index().drives().known(label, "memory", UUID.randomUUID()).drive();
  }

  private static ScrubProgress progress(long waiting, long bytes, DamagedCopy... damaged) {
    return new ScrubProgress(waiting, new ByteSize(bytes), List.of(damaged), Manifests.ALL_RIGHT);
  }

  private static Selection on(Drive drive) {
    return new Selection(Set.of(drive.id()), Optional.empty());
  }

  private static Selection on(Drive drive, Tenant tenant) {
    return new Selection(Set.of(drive.id()), Optional.of(tenant.caller().systemUuid()));
  }

  /** Stores backups of these sizes, each with a finished copy on the drive. */
  private List<Backup> copied(Tenant tenant, Drive drive, long... sizes) {
    index().drives().arrange(List.of(tenant.driveId(), drive.id()));
    List<Backup> backups = Arrays.stream(sizes).mapToObj(tenant::store).toList();
    copies()
        .claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 100)
        .forEach(job -> copies().finish(job, Tenant.FIRST_SCRUB));
    return backups;
  }

  private UUID copyOf(Tenant tenant, Backup backup, Drive drive) {
    return index()
        .backups()
        .find(tenant.caller().systemUuid(), backup.ref())
        .orElseThrow()
        .intact()
        .stream()
        .filter(copy -> copy.driveId().equals(drive.id()))
        .findFirst()
        .orElseThrow()
        .copyId();
  }

  @Test
  default void theBacklogOfADriveIsItsPendingAndFailedCopies() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup damaged = copied(tenant, drive, 5).getFirst();
    tenant.store(20);
    tenant.store(300);

    Backlog before = copies().backlog(drive.id());
    index().backups().markDamaged(copyOf(tenant, damaged, drive), "missing");

    assertThat(before).isEqualTo(new Backlog(2, new ByteSize(320), 0, ByteSize.ZERO));
    assertThat(copies().backlog(drive.id()))
        .isEqualTo(new Backlog(2, new ByteSize(320), 1, new ByteSize(5)));
  }

  @Test
  default void aCopyThatWasTriedTooOftenCountsAsFailed() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    index().drives().arrange(List.of(tenant.driveId(), drive.id()));
    tenant.store(7);
    for (int attempt = 1; attempt <= Copy.GIVING_UP_ATTEMPTS; attempt++) {
      copies()
          .failDue(drive.id(), "away", new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    Backlog given = copies().backlog(drive.id());
    copies().claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 1);

    assertThat(given).isEqualTo(new Backlog(0, ByteSize.ZERO, 1, new ByteSize(7)));
    assertThat(copies().backlog(drive.id())).isEqualTo(given);
  }

  @Test
  default void aRequestedScrubIsDueImmediatelyAndDoneOnceTheCopyIsRead() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    copied(tenant, drive, 10, 20);
    Instant since = index().callers().now();
    assertThat(copies().claimScrubs(drive.id(), Tenant.LEASE, 10)).isEmpty();

    var requested = copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    ScrubProgress begun = copies().scrubs(on(drive), since);
    var due = copies().claimScrubs(drive.id(), Tenant.LEASE, 10);
    ScrubProgress underWay = copies().scrubs(on(drive), since);
    due.forEach(scrub -> copies().scrubbed(scrub, GOOD, Duration.ofDays(30)));

    assertThat(requested.copies()).isEqualTo(2);
    assertThat(requested.size()).isEqualTo(new ByteSize(30));
    assertThat(due).hasSize(2);
    assertThat(begun).isEqualTo(progress(2, 30));
    assertThat(underWay).isEqualTo(begun);
    assertThat(copies().scrubs(on(drive), since)).isEqualTo(progress(0, 0));
  }

  @Test
  default void batchesOfRequestedScrubsCoverEachCopyOnce() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    copied(tenant, drive, 1, 1, 1, 1, 1);

    long copies = 0;
    int batches = 0;
    Optional<UUID> last = Optional.of(CopyQueue.BEGINNING);
    while (last.isPresent()) {
      var batch = copies().requestScrubs(on(drive), last.get(), 2);
      copies += batch.copies();
      batches++;
      last = batch.last();
    }

    assertThat(copies).isEqualTo(5);
    assertThat(batches).isEqualTo(4);
    assertThat(copies().scrubs(on(drive), Instant.EPOCH).waiting()).isEqualTo(5);
  }

  @Test
  default void aRequestForOneSystemLeavesTheOthersAlone() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Drive drive = newDrive();
    copied(tenant, drive, 10);
    copied(other, drive, 20);

    var requested = copies().requestScrubs(on(drive, tenant), CopyQueue.BEGINNING, 10);

    assertThat(requested.copies()).isEqualTo(1);
    assertThat(copies().scrubs(on(drive, tenant), Instant.EPOCH).waitingSize())
        .isEqualTo(new ByteSize(10));
    assertThat(copies().scrubs(on(drive, other), Instant.EPOCH).waiting()).isZero();
  }

  @Test
  default void damageIsReportedEvenAfterItsRepair() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup backup = copied(tenant, drive, 10).getFirst();
    copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    Instant since = index().callers().now();

    index().backups().markDamaged(copyOf(tenant, backup, drive), "missing");
    ScrubProgress found = copies().scrubs(on(drive), since);
    copies()
        .claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 1)
        .forEach(job -> copies().finish(job, Tenant.FIRST_SCRUB));

    var damaged =
        new DamagedCopy(
            backup.id(),
            tenant.caller().systemId(),
            drive.label(),
            Optional.of("missing"),
            DamageState.DAMAGED,
            false);
    var mended =
        new DamagedCopy(
            backup.id(),
            tenant.caller().systemId(),
            drive.label(),
            Optional.empty(),
            DamageState.REPAIRED,
            false);
    assertThat(found).isEqualTo(progress(0, 0, damaged));
    assertThat(copies().scrubs(on(drive), since).damaged()).containsExactly(mended);
    assertThat(copies().scrubs(on(drive, tenant), since).damaged()).containsExactly(mended);
    assertThat(copies().scrubs(on(drive), index().callers().now().plusSeconds(1)).damaged())
        .isEmpty();
  }

  @Test
  default void earlierDamageIsReportedUntilTheCopyIsFoundIntact() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup backup = copied(tenant, drive, 10).getFirst();
    index().backups().markDamaged(copyOf(tenant, backup, drive), "missing");
    Instant since = index().callers().now().plusSeconds(1);
    var known =
        new DamagedCopy(
            backup.id(),
            tenant.caller().systemId(),
            drive.label(),
            Optional.of("missing"),
            DamageState.DAMAGED,
            true);

    long requested = copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10).copies();
    ScrubProgress begun = copies().scrubs(on(drive), since);
    Scrub scrub = copies().claimScrubs(drive.id(), Tenant.LEASE, 10).getFirst();
    copies().scrubbed(scrub, new ScrubFinding(false, ManifestFinding.RIGHT), Duration.ofDays(30));
    ScrubProgress stillDamaged = copies().scrubs(on(drive), since);
    copies().scrubbed(scrub, GOOD, Duration.ofDays(30));

    assertThat(requested).isEqualTo(1);
    assertThat(begun).isEqualTo(progress(1, 10, known));
    assertThat(stillDamaged).isEqualTo(progress(0, 0, known));
    assertThat(copies().scrubs(on(drive), since)).isEqualTo(progress(0, 0));
    assertThat(copyOf(tenant, backup, drive)).isEqualTo(scrub.copyId());
  }

  @Test
  default void aBackupWhoseOnlyCopyIsFoundIntactIsIntactAgain() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    UUID system = tenant.caller().systemUuid();
    UUID copy =
        index().backups().find(system, backup.ref()).orElseThrow().intact().getFirst().copyId();
    index().backups().markDamaged(copy, "missing");
    Listing damaged = listing(tenant);

    var selection = new Selection(Set.of(tenant.driveId()), Optional.of(system));
    copies().requestScrubs(selection, CopyQueue.BEGINNING, 10);
    copies().claimScrubs(tenant.driveId(), Tenant.LEASE, 10_000).stream()
        .filter(scrub -> scrub.systemUuid().equals(system))
        .forEach(scrub -> copies().scrubbed(scrub, GOOD, Duration.ofDays(30)));

    assertThat(damaged.backups()).extracting(Backup::damaged).containsExactly(true);
    assertThat(listing(tenant).backups()).containsExactly(backup);
    assertThat(listing(tenant).revision()).isGreaterThan(damaged.revision());
    assertThat(
            index()
                .audit()
                .events(
                    new Authority(Actor.vault("test"), Optional.of(tenant.organization().id())),
                    AuditEvents.PageQuery.newest(2)))
        .extracting(AuditEvent::action, AuditEvent::detail)
        .containsExactly(
            tuple(AuditAction.COPY_HEALED, "copy %s: found intact".formatted(copy)),
            tuple(AuditAction.COPY_DAMAGED, "copy %s: missing".formatted(copy)));
  }

  @Test
  default void manifestsAreCountedAsTheyAreFound() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    copied(tenant, drive, 1, 1, 1);
    Instant since = index().callers().now();
    copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    List<Scrub> due = copies().claimScrubs(drive.id(), Tenant.LEASE, 10);

    var findings =
        List.of(ManifestFinding.RIGHT, ManifestFinding.REWRITTEN, ManifestFinding.MISSING);
    for (int i = 0; i < findings.size(); i++) {
      copies().scrubbed(due.get(i), new ScrubFinding(true, findings.get(i)), Duration.ofDays(30));
    }

    assertThat(manifests(on(drive), since)).isEqualTo(new Manifests(1, 1));
    assertThat(manifests(on(drive, tenant), since)).isEqualTo(new Manifests(1, 1));
    Instant later = index().callers().now().plusSeconds(1);
    assertThat(manifests(on(drive), later)).isEqualTo(new Manifests(0, 1));
    copies()
        .scrubbed(due.getLast(), new ScrubFinding(true, ManifestFinding.REWRITTEN), Duration.ZERO);
    assertThat(manifests(on(drive), later)).isEqualTo(Manifests.ALL_RIGHT);
  }

  @Test
  default void aPurgeWaitsForAScrubThatWritesAManifest() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup backup = copied(tenant, drive, 10).getFirst();
    copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    Scrub scrub = copies().claimScrubs(drive.id(), Tenant.LEASE, 10).getFirst();

    boolean mayWrite = copies().holdPurge(scrub, Tenant.LEASE);
    tenant.delete(backup.ref(), Duration.ZERO);
    boolean isPurgedMeanwhile = claimPurge(backup);
    copies().scrubbed(scrub, new ScrubFinding(true, ManifestFinding.REWRITTEN), Duration.ZERO);

    assertThat(mayWrite).isTrue();
    assertThat(isPurgedMeanwhile).isFalse();
    assertThat(copies().holdPurge(scrub, Tenant.LEASE)).isFalse();
    assertThat(claimPurge(backup)).isTrue();
  }

  @Test
  default void aPurgeDoesNotWaitForAScrubThatDied() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup backup = copied(tenant, drive, 10).getFirst();
    copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    Scrub scrub = copies().claimScrubs(drive.id(), Tenant.LEASE, 10).getFirst();

    copies().holdPurge(scrub, Duration.ZERO.minusSeconds(1));
    tenant.delete(backup.ref(), Duration.ZERO);

    assertThat(claimPurge(backup)).isTrue();
  }

  private boolean claimPurge(Backup backup) {
    return index().purges().claimDue("tester", Tenant.LEASE, 1_000).stream()
        .anyMatch(purge -> purge.id().equals(backup.id()));
  }

  private Manifests manifests(Selection selection, Instant since) {
    return copies().scrubs(selection, since).manifests();
  }

  private Listing listing(Tenant tenant) {
    return index()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow();
  }
}
