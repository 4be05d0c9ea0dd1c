package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations.Backoff;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.monitoring.Figures.DriveFacts;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How every index counts for the vault-wide metrics. */
public interface FleetFactsContract {

  /** Failed attempts are due again immediately. */
  Backoff AT_ONCE = new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The index under test. It may hold other tenants' rows, which must not change during a test. */
  IndexPorts index();

  private Facts facts() {
    return index().facts().facts();
  }

  private DriveFacts factsOf(Drive drive) {
    return facts().drives().stream()
        .filter(found -> found.label().equals(drive.label()))
        .findFirst()
        .orElseThrow();
  }

  private long finishedOn(Drive drive) {
    return Objects.requireNonNull(index().facts().finishedCopies().get(drive.label()));
  }

  /** A drive that the index did not know before, configured after that of this tenant. */
  private Drive newDriveAfter(Tenant tenant) {
    String label = "drive-" + UUID.randomUUID();
    Drive drive = index().drives().known(label, "memory", UUID.randomUUID()).drive();
    index().drives().arrange(List.of(tenant.driveId(), drive.id()));
    return drive;
  }

  private Job claim(Drive drive) {
    return index().copies().claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 1).getFirst();
  }

  private UUID onlyIntactCopyOf(Tenant tenant, Backup backup) {
    return index()
        .backups()
        .find(tenant.caller().systemUuid(), backup.ref())
        .orElseThrow()
        .intact()
        .getFirst()
        .copyId();
  }

  @Test
  default void aCopyIsCountedByItsDriveAndItsStatus() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDriveAfter(tenant);
    assertThat(factsOf(drive))
        .isEqualTo(new DriveFacts(drive.label(), 0, 0, 0, Duration.ZERO, Duration.ZERO));
    assertThat(finishedOn(drive)).isZero();

    tenant.store(10);
    tenant.store(10);
    assertThat(factsOf(drive).pending()).isEqualTo(2);

    Job job = claim(drive);
    assertThat(factsOf(drive).running()).isEqualTo(1);
    assertThat(factsOf(drive).pending()).isEqualTo(1);

    index().copies().finish(job, Tenant.FIRST_SCRUB);
    assertThat(factsOf(drive).running()).isZero();
    assertThat(factsOf(drive).failed()).isZero();
    assertThat(finishedOn(drive)).isEqualTo(1);
  }

  @Test
  default void aCopyThatWasTriedTooOftenCountsAsFailedWhileItIsRetried() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDriveAfter(tenant);
    tenant.store(10);
    for (int attempt = 1; attempt <= Copy.GIVING_UP_ATTEMPTS; attempt++) {
      index().copies().fail(claim(drive), "no", AT_ONCE);
    }
    assertThat(factsOf(drive).failed()).isEqualTo(1);

    claim(drive);

    assertThat(factsOf(drive).failed()).isEqualTo(1);
    assertThat(factsOf(drive).running()).isZero();
    assertThat(factsOf(drive).oldestPending()).isZero();
  }

  @Test
  default void copiesOfADeletedBackupAreStoredAndNotPending() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDriveAfter(tenant);
    Backup made = tenant.store(10);
    index().copies().finish(claim(drive), Tenant.FIRST_SCRUB);
    Backup waiting = tenant.store(10);

    for (Backup backup : List.of(made, waiting)) {
      tenant.delete(backup.ref(), Duration.ofDays(1));
    }

    assertThat(factsOf(drive).pending()).isZero();
    assertThat(finishedOn(drive)).isEqualTo(1);
  }

  @Test
  default void aRemovedDriveIsNotCounted() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDriveAfter(tenant);
    index().drives().arrange(List.of(tenant.driveId()));

    index().drives().remove(Actor.vault("test"), drive.label());

    assertThat(facts().drives()).extracting(DriveFacts::label).doesNotContain(drive.label());
    assertThat(index().facts().finishedCopies()).doesNotContainKey(drive.label());
  }

  @Test
  default void aBackupWithoutAnIntactCopyIsDamagedUntilOneIsRecreated() {
    Tenant tenant = Tenant.register(index());
    Drive drive = newDriveAfter(tenant);
    Backup backup = tenant.store(10);
    long before = facts().damagedBackups();

    index().backups().markDamaged(onlyIntactCopyOf(tenant, backup), "flipped");
    assertThat(facts().damagedBackups()).isEqualTo(before + 1);

    index().copies().finish(claim(drive), Tenant.FIRST_SCRUB);
    assertThat(facts().damagedBackups()).isEqualTo(before);
  }

  @Test
  default void uploadsAreCountedWhileInProgressAndWhenTheyFail() {
    Tenant tenant = Tenant.register(index());
    Facts before = facts();

    Attempt attempt = tenant.begin(tenant.intent(10));
    assertThat(facts().uploadsUnderWay()).isEqualTo(before.uploadsUnderWay() + 1);

    index().uploads().abandon(attempt, "client gone", Duration.ofDays(1));
    assertThat(facts().uploadsUnderWay()).isEqualTo(before.uploadsUnderWay());
    assertThat(facts().failedLastDay()).isEqualTo(before.failedLastDay() + 1);
  }

  @Test
  default void storedBytesAreSummedOverAllOrganizations() {
    Tenant one = Tenant.register(index());
    Tenant other = Tenant.register(index());
    long before = facts().used().bytes();

    one.store(10);
    other.store(7);

    assertThat(facts().used().bytes()).isEqualTo(before + 17);
  }

  @Test
  default void anActiveSystemIsCountedByItsNewestBackup() {
    Facts before = facts();

    Tenant tenant = Tenant.register(index());
    assertThat(facts().lastSuccesses().never()).isEqualTo(before.lastSuccesses().never() + 1);
    assertThat(facts().lastSuccesses().byAge()).isEqualTo(before.lastSuccesses().byAge());

    tenant.store(10);
    assertThat(facts().lastSuccesses().never()).isEqualTo(before.lastSuccesses().never());
    assertThat(facts().lastSuccesses().byAge().getFirst())
        .isEqualTo(before.lastSuccesses().byAge().getFirst() + 1);
  }

  @Test
  default void onlyActiveSystemsCountAsNeverBackedUp() {
    Facts before = facts();
    Tenant tenant = Tenant.register(index());

    for (SystemState state : SystemState.values()) {
      index()
          .systems()
          .change(TestVault.AUTHORITY, tenant.caller().systemId(), Systems.Change.of(state));

      assertThat(facts().lastSuccesses().never())
          .as(state.name())
          .isEqualTo(before.lastSuccesses().never() + (state == SystemState.ACTIVE ? 1 : 0));
    }
  }
}
