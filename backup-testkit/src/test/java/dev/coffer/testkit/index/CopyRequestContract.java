package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.copies.Copies.Backlog;
import dev.coffer.application.copies.Copies.DamagedCopy;
import dev.coffer.application.copies.Copies.ScrubProgress;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.copies.CopyQueue.Selection;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every index must do with what operators ask of copies. */
public interface CopyRequestContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private CopyQueue copies() {
    return index().copies();
  }

  /** A drive that nobody knew before. */
  private Drive newDrive() {
    String label = "drive-" + UUID.randomUUID();
    return index().drives().known(label, "memory", UUID.randomUUID()).drive();
  }

  private static Selection on(Drive drive) {
    return new Selection(Set.of(drive.id()), Optional.empty());
  }

  private static Selection on(Drive drive, Tenant tenant) {
    return new Selection(Set.of(drive.id()), Optional.of(tenant.caller().systemUuid()));
  }

  /** Backups of this many bytes each, whole on the drive. */
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
  default void aDriveIsOwedWhatWaitsAndWhatHasFailed() {
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
  default void aRequestedScrubIsDueAtOnceAndDoneOnceItWasRead() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    copied(tenant, drive, 10, 20);
    Instant since = index().callers().now();
    assertThat(copies().claimScrubs(drive.id(), Tenant.LEASE, 10)).isEmpty();

    var requested = copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10);
    ScrubProgress begun = copies().scrubs(on(drive), since);
    var due = copies().claimScrubs(drive.id(), Tenant.LEASE, 10);
    ScrubProgress underWay = copies().scrubs(on(drive), since);
    due.forEach(scrub -> copies().scrubbed(scrub, Duration.ofDays(30)));

    assertThat(requested.copies()).isEqualTo(2);
    assertThat(requested.size()).isEqualTo(new ByteSize(30));
    assertThat(due).hasSize(2);
    assertThat(begun).isEqualTo(new ScrubProgress(2, new ByteSize(30), List.of()));
    assertThat(underWay).isEqualTo(begun);
    assertThat(copies().scrubs(on(drive), since))
        .isEqualTo(new ScrubProgress(0, ByteSize.ZERO, List.of()));
  }

  @Test
  default void scrubsAreRequestedInBatchesThatTogetherAreEachCopyOnce() {
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
  default void whatIsFoundDamagedIsToldEvenAfterItWasMended() {
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
            false,
            false);
    var mended =
        new DamagedCopy(
            backup.id(), tenant.caller().systemId(), drive.label(), Optional.empty(), true, false);
    assertThat(found).isEqualTo(new ScrubProgress(0, ByteSize.ZERO, List.of(damaged)));
    assertThat(copies().scrubs(on(drive), since).damaged()).containsExactly(mended);
    assertThat(copies().scrubs(on(drive, tenant), since).damaged()).containsExactly(mended);
    assertThat(copies().scrubs(on(drive), index().callers().now().plusSeconds(1)).damaged())
        .isEmpty();
  }

  /** It is no copy that a scrub reads, and must not look as if it had been read and found right. */
  @Test
  default void whatWasDamagedBeforeIsToldAsLongAsItIsDamaged() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDrive();
    Backup backup = copied(tenant, drive, 10).getFirst();
    index().backups().markDamaged(copyOf(tenant, backup, drive), "missing");
    Instant since = index().callers().now().plusSeconds(1);

    long requested = copies().requestScrubs(on(drive), CopyQueue.BEGINNING, 10).copies();

    assertThat(requested).isZero();
    assertThat(copies().scrubs(on(drive), since).damaged())
        .containsExactly(
            new DamagedCopy(
                backup.id(),
                tenant.caller().systemId(),
                drive.label(),
                Optional.of("missing"),
                false,
                true));
    copies()
        .claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 1)
        .forEach(job -> copies().finish(job, Tenant.FIRST_SCRUB));
    assertThat(copies().scrubs(on(drive), since).damaged()).isEmpty();
  }
}
