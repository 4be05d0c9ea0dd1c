package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.copies.CopyQueue.FinishResult;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.copies.CopyQueue.Scrub;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveAdministration.Needed;
import dev.coffer.application.drives.DriveAdministration.Removed;
import dev.coffer.application.drives.DriveAdministration.UnknownDrive;
import dev.coffer.application.drives.DriveRegistry.Placed;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every index must do with copies on several drives. */
public interface CopyQueueContract {

  /** Failed attempts are due again immediately. */
  Backoff AT_ONCE = new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  Backoff IN_HOURS = new Backoff(Duration.ofHours(9), Duration.ofHours(9), Duration.ofHours(9));

  Actor REMOVER = new Actor(Actor.Kind.COMMAND_LINE, "tester");

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

  /** Stores a backup while the tenant's own drive and these others are configured. */
  private Backup storeWith(Tenant tenant, Drive... further) {
    index()
        .drives()
        .arrange(
            Stream.concat(Stream.of(tenant.driveId()), Stream.of(further).map(Drive::id)).toList());
    return tenant.store(10);
  }

  private List<Job> claim(Drive drive) {
    return copies().claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 10);
  }

  private Job claimOne(Drive drive) {
    List<Job> jobs = claim(drive);
    assertThat(jobs).hasSize(1);
    return jobs.getFirst();
  }

  private StoredBackup stored(Tenant tenant, Backup backup) {
    return index().backups().find(tenant.caller().systemUuid(), backup.ref()).orElseThrow();
  }

  private static List<UUID> drivesOf(StoredBackup stored) {
    return stored.intact().stream().map(copy -> copy.driveId()).toList();
  }

  @Test
  default void everyBackupGetsACopyOnEachFurtherDrive() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Drive third = newDrive();

    Backup backup = storeWith(tenant, second, third);
    Job job = claimOne(second);

    assertThat(job.stored().backup()).isEqualTo(backup);
    assertThat(drivesOf(job.stored())).containsExactly(tenant.driveId());
    assertThat(job.systemUuid()).isEqualTo(tenant.caller().systemUuid());
    assertThat(job.attempts()).isEqualTo(1);
    assertThat(copies().finish(job, Tenant.FIRST_SCRUB)).isEqualTo(FinishResult.FINISHED);
    assertThat(copies().finish(claimOne(third), Tenant.FIRST_SCRUB))
        .isEqualTo(FinishResult.FINISHED);
    assertThat(drivesOf(stored(tenant, backup)))
        .containsExactly(tenant.driveId(), second.id(), third.id());
  }

  @Test
  default void aClaimedCopyIsNotClaimedAgainUntilItsLeaseIsOver() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);

    Job stale = copies().claim(second.id(), JobKind.FRESH, "paused", Duration.ZERO, 10).getFirst();
    Job current = claimOne(second);

    assertThat(claim(second)).isEmpty();
    assertThat(copies().renew(List.of(stale.leaseToken(), current.leaseToken()), Tenant.LEASE))
        .isEqualTo(Set.of(current.leaseToken()));
    copies().fail(stale, "late", AT_ONCE);
    assertThat(copies().finish(stale, Tenant.FIRST_SCRUB)).isEqualTo(FinishResult.SUPERSEDED);
    assertThat(copies().finish(current, Tenant.FIRST_SCRUB)).isEqualTo(FinishResult.FINISHED);
    assertThat(copies().finish(current, Tenant.FIRST_SCRUB)).isEqualTo(FinishResult.SUPERSEDED);
  }

  @Test
  default void aFailedAttemptIsRepeatedAfterItsBackOff() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);

    copies().fail(claimOne(second), "no", AT_ONCE);
    Job again = claimOne(second);
    copies().fail(again, "no", IN_HOURS);

    assertThat(again.attempts()).isEqualTo(2);
    assertThat(claim(second)).isEmpty();
    copies().retryNow(second.id());
    assertThat(claimOne(second).attempts()).isEqualTo(3);
  }

  @Test
  default void aDriveThatDoesNotAnswerCountsAsAnAttemptOfAllDueCopies() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);
    tenant.store(10);

    copies().failDue(second.id(), "down", AT_ONCE);
    List<Job> jobs = claim(second);
    jobs.forEach(job -> copies().fail(job, "down", IN_HOURS));
    copies().failDue(second.id(), "down", AT_ONCE);
    copies().retryNow(second.id());

    assertThat(jobs).extracting(Job::attempts).containsExactly(2, 2);
    assertThat(claim(second)).extracting(Job::attempts).containsExactly(3, 3);
  }

  @Test
  default void aDriveAddedLaterIsBackfilledSeparately() {
    Tenant tenant = Tenant.register(index());
    Backup before = storeWith(tenant);
    Drive later = newDrive();
    Backup after = storeWith(tenant, later);

    planAll(later);

    assertThat(claimOne(later).stored().backup()).isEqualTo(after);
    assertThat(copies().claim(later.id(), JobKind.BACKFILL, "tester", Tenant.LEASE, 100_000))
        .extracting(job -> job.stored().backup())
        .contains(before)
        .doesNotContain(after);
    assertThat(planAll(later)).isZero();
  }

  /** Plans the copies of all backups, also of other tenants, and returns their number. */
  private int planAll(Drive drive) {
    int planned = 0;
    Optional<UUID> last = Optional.of(CopyQueue.BEGINNING);
    while (last.isPresent()) {
      CopyQueue.Planned some = copies().plan(drive.id(), last.get(), 3);
      planned += some.copies();
      last = some.last();
    }
    return planned;
  }

  @Test
  default void aDamagedCopyIsRecreatedFromAnIntactOne() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);
    UUID copyId = stored(tenant, backup).intact().getLast().copyId();

    index().backups().markDamaged(copyId, "flipped");
    Job healing = claimOne(second);

    assertThat(healing.copyId()).isEqualTo(copyId);
    assertThat(healing.attempts()).isEqualTo(1);
    assertThat(drivesOf(healing.stored())).containsExactly(tenant.driveId());
    copies().finish(healing, Tenant.FIRST_SCRUB);
    assertThat(drivesOf(stored(tenant, backup))).containsExactly(tenant.driveId(), second.id());
  }

  @Test
  default void nothingIsDueWithoutAnIntactCopy() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);
    List<UUID> intact =
        stored(tenant, backup).intact().stream().map(copy -> copy.copyId()).toList();

    index().backups().markDamaged(intact.getFirst(), "flipped");
    index().backups().markDamaged(intact.getLast(), "flipped");

    assertThat(claim(second)).isEmpty();
    assertThat(stored(tenant, backup).backup().damaged()).isTrue();
  }

  @Test
  default void aCopyOfABackupThatWasPurgedMeanwhileIsGone() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);
    Job job = claimOne(second);
    assertThat(tenant.delete(backup.ref(), Duration.ZERO)).isEqualTo(new DeleteBackup.Deleted());

    var purges =
        index().purges().claimDue("tester", Tenant.LEASE, 1_000).stream()
            .filter(purge -> purge.id().equals(backup.id()))
            .toList();
    purges.forEach(index().purges()::purged);

    assertThat(purges.getFirst().driveIds())
        .containsExactlyInAnyOrder(tenant.driveId(), second.id());
    assertThat(copies().finish(job, Tenant.FIRST_SCRUB)).isEqualTo(FinishResult.GONE);
  }

  @Test
  default void aDeletedBackupIsNotCopied() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);

    tenant.delete(backup.ref(), Duration.ofDays(1));

    assertThat(claim(second)).isEmpty();
  }

  @Test
  default void aNewCopyIsNotScrubbedImmediately() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);

    List<Scrub> due = copies().claimScrubs(second.id(), Duration.ofHours(1), 10);

    assertThat(due).isEmpty();
  }

  @Test
  default void aDriveWithTheOnlyIntactCopyIsNotRemoved() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);
    UUID uploads = newTenantOn(second);

    assertThat(index().drives().remove(REMOVER, second.label())).isEqualTo(new Needed(1));
    assertThat(index().drives().remove(REMOVER, "no-such-drive")).isEqualTo(new UnknownDrive());
    assertThat(uploads).isNotNull();
  }

  /** Begins an upload of a new tenant on that drive. */
  private UUID newTenantOn(Drive drive) {
    Tenant tenant = Tenant.register(index());
    var there =
        new Tenant(index(), tenant.organization(), tenant.caller(), tenant.hmac(), drive.id());
    return there.begin(there.intent(10)).id().value();
  }

  @Test
  default void everyDriveIsListedWithItsCopiesCounted() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);
    tenant.store(10);
    tenant.store(10);
    copies().fail(claim(second).getFirst(), "no", IN_HOURS);

    assertThat(index().drives().drives())
        .contains(
            new DriveAdministration.Row(second, OptionalInt.of(1), 1, 2, 0, new ByteSize(10)));
  }

  @Test
  default void everyDriveHasItsPositionUntilItIsRemoved() {
    UUID primary = Tenant.register(index()).driveId();
    Drive second = newDrive();
    Drive resting = newDrive();
    index().drives().arrange(List.of(primary, second.id()));

    assertThat(index().drives().placed())
        .contains(new Placed(second, OptionalInt.of(1)), new Placed(resting, OptionalInt.empty()));

    assertThat(index().drives().remove(REMOVER, resting.label())).isEqualTo(new Removed(0));
    assertThat(index().drives().placed()).extracting(Placed::drive).doesNotContain(resting);
  }

  @Test
  default void aRemovedDriveIsNotReportedAsMissing() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);
    copies().finish(claimOne(second), Tenant.FIRST_SCRUB);

    assertThat(index().drives().missingFrom(List.of(tenant.driveId()))).contains(second);
    assertThat(index().drives().remove(REMOVER, second.label())).isEqualTo(new Removed(1));
    var ofAll = new Operator(UUID.randomUUID(), Role.READER, Optional.empty());
    assertThat(index().audit().events(Authority.of(ofAll), AuditEvents.PageQuery.newest(1)))
        .extracting(AuditEvent::actor, AuditEvent::action, AuditEvent::detail)
        .containsExactly(tuple(REMOVER, AuditAction.DRIVE_REMOVED, second.label() + ", 1 copies"));

    assertThat(index().drives().missingFrom(List.of(tenant.driveId()))).doesNotContain(second);
    assertThat(drivesOf(stored(tenant, backup))).containsExactly(tenant.driveId());
    tenant.store(10);
    assertThat(claim(second)).isEmpty();
  }
}
