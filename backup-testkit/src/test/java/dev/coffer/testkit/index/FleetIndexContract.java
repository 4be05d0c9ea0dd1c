package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.Fleet.NotFound;
import dev.coffer.application.catalog.Fleet.NotStored;
import dev.coffer.application.catalog.Fleet.Retried;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every index must do for operators. */
public interface FleetIndexContract {

  Actor RETRIER = new Actor(Actor.Kind.COMMAND_LINE, "tester");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private FleetIndex fleet() {
    return index().fleet();
  }

  private static Authority of(Tenant tenant) {
    return new Authority(RETRIER, Optional.of(tenant.organization().id()));
  }

  private static Authority ofAll() {
    return new Authority(RETRIER, Optional.empty());
  }

  private static Fleet.Query query(FleetFilter filter) {
    return new Fleet.Query(filter, FleetOrder.NEWEST_FIRST, Optional.empty(), 1000);
  }

  private static FleetFilter withStatus(BackupStatus status) {
    FleetFilter all = FleetFilter.ALL;
    return new FleetFilter(
        Optional.of(status),
        all.label(),
        all.systemId(),
        all.organization(),
        all.provider(),
        all.since(),
        all.until());
  }

  private List<BackupId> ids(Authority by, FleetFilter filter) {
    return fleet().page(by, query(filter)).stream().map(backup -> backup.ref().id()).toList();
  }

  private Drive newDrive() {
    String label = "drive-" + UUID.randomUUID();
    return index()
        .drives()
        .known(label, "provider-" + UUID.randomUUID(), UUID.randomUUID())
        .drive();
  }

  /** Stores a backup while the tenant's own drive and these others are configured. */
  private Backup storeWith(Tenant tenant, Drive... further) {
    index()
        .drives()
        .arrange(
            Stream.concat(Stream.of(tenant.driveId()), Stream.of(further).map(Drive::id)).toList());
    Backup backup = tenant.store(10);
    index().drives().arrange(List.of(tenant.driveId()));
    return backup;
  }

  private Job claim(Drive drive) {
    return index().copies().claim(drive.id(), JobKind.FRESH, "tester", Tenant.LEASE, 10).getFirst();
  }

  /** Uses up all attempts of the only copy that is due on the drive. */
  private void giveUp(Drive drive) {
    var atOnce = new Durations.Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    for (int tries = 0; tries < Copy.GIVING_UP_ATTEMPTS; tries++) {
      index().copies().fail(claim(drive), "full", atOnce);
    }
  }

  private FleetBackup found(Tenant tenant, Backup backup) {
    return fleet().find(of(tenant), backup.id()).orElseThrow();
  }

  private static FleetCopy on(FleetBackup backup, Drive drive) {
    return backup.copies().stream()
        .filter(copy -> copy.copy().driveId().equals(drive.id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  default void everyUploadIsListedInAnyStateNewestFirst() {
    Tenant tenant = Tenant.register(index());
    Backup stored = storeWith(tenant);
    Attempt failed = tenant.begin(tenant.intent(10));
    index().uploads().abandon(failed, "cut", Duration.ZERO);
    Attempt underWay = tenant.begin(tenant.intent(10));

    List<FleetBackup> listed = fleet().page(of(tenant), query(FleetFilter.ALL));

    assertThat(listed)
        .extracting(backup -> backup.ref().id())
        .containsExactlyInAnyOrder(underWay.id(), failed.id(), stored.id());
    assertThat(listed).isSortedAccordingTo((one, other) -> other.place().compareTo(one.place()));
    assertThat(ids(of(tenant), withStatus(BackupStatus.PENDING))).containsExactly(underWay.id());
    assertThat(ids(of(tenant), withStatus(BackupStatus.FAILED))).containsExactly(failed.id());
    assertThat(ids(of(tenant), withStatus(BackupStatus.FINISHED))).containsExactly(stored.id());
  }

  @Test
  default void aStoredBackupIsShownWithAllItsDetails() {
    Tenant tenant = Tenant.register(index());
    Backup backup = storeWith(tenant);

    FleetBackup shown = found(tenant, backup);

    assertThat(shown.ref()).isEqualTo(backup.ref());
    assertThat(shown.organization()).isEqualTo(tenant.organization().name());
    assertThat(shown.systemId()).isEqualTo(tenant.caller().systemId());
    assertThat(shown.label()).isEqualTo(tenant.caller().systemId().value());
    assertThat(shown.receivedAt()).isEqualTo(backup.receivedAt());
    assertThat(shown.size()).contains(backup.size());
    assertThat(shown.sha256()).contains(backup.sha256());
    assertThat(shown.copies()).hasSize(1);
    FleetCopy copy = shown.copies().getFirst();
    assertThat(copy.provider()).isEqualTo("memory");
    assertThat(copy.status()).isEqualTo(BackupStatus.FINISHED);
    assertThat(copy.path().orElseThrow()).endsWith("/" + backup.ref());
    assertThat(copy.verifiedAt()).isPresent();
    assertThat(shown.changedAt()).isAfterOrEqualTo(shown.receivedAt());
  }

  @Test
  default void aFailedUploadShowsItsReasonAndHasNoBytes() {
    Tenant tenant = Tenant.register(index());
    Attempt failed = tenant.begin(tenant.intent(10));
    index().uploads().abandon(failed, "cut", Duration.ZERO);

    FleetBackup shown = fleet().find(of(tenant), failed.id()).orElseThrow();

    assertThat(shown.failure()).contains("cut");
    assertThat(shown.size()).isEmpty();
    assertThat(shown.sha256()).isEmpty();
    assertThat(shown.copies())
        .allSatisfy(copy -> assertThat(copy.status()).isEqualTo(BackupStatus.FAILED));
  }

  @Test
  default void eachBackupIsOnExactlyOnePageInEitherOrder() {
    Tenant tenant = Tenant.register(index());
    List<BackupId> stored = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      stored.add(storeWith(tenant).id());
    }

    for (FleetOrder order : FleetOrder.values()) {
      List<FleetPlace> read = new ArrayList<>();
      Optional<FleetPlace> after = Optional.empty();
      List<FleetBackup> page;
      do {
        page = fleet().page(of(tenant), new Fleet.Query(FleetFilter.ALL, order, after, 3));
        page.forEach(backup -> read.add(backup.place()));
        after = Optional.of(read.getLast());
      } while (page.size() == 3);

      assertThat(read)
          .extracting(FleetPlace::id)
          .containsExactlyInAnyOrderElementsOf(stored.stream().map(BackupId::value).toList());
      assertThat(read)
          .isSortedAccordingTo((one, other) ->
              order == FleetOrder.OLDEST_FIRST ? one.compareTo(other) : other.compareTo(one));
    }
  }

  @Test
  default void eachFilterShowsWhatItNamesAndNothingElse() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Drive second = newDrive();
    Backup backup = storeWith(tenant, second);
    storeWith(other);
    Optional<Instant> then = Optional.of(backup.receivedAt());
    String system = tenant.caller().systemId().value();
    FleetFilter all = FleetFilter.ALL;

    for (FleetFilter filter :
        List.of(
            new FleetFilter(
                all.status(),
                Optional.of(system),
                all.systemId(),
                all.organization(),
                all.provider(),
                all.since(),
                all.until()),
            new FleetFilter(
                all.status(),
                all.label(),
                Optional.of(tenant.caller().systemId()),
                all.organization(),
                all.provider(),
                then.map(instant -> instant.minusSeconds(1)),
                then),
            new FleetFilter(
                all.status(),
                all.label(),
                all.systemId(),
                Optional.of(tenant.organization().name()),
                all.provider(),
                all.since(),
                all.until()),
            new FleetFilter(
                Optional.of(BackupStatus.PENDING),
                all.label(),
                all.systemId(),
                all.organization(),
                Optional.of(second.provider()),
                all.since(),
                all.until()),
            new FleetFilter(
                all.status(),
                all.label(),
                all.systemId(),
                all.organization(),
                Optional.of(second.provider()),
                all.since(),
                all.until()))) {
      assertThat(ids(ofAll(), filter)).as("%s", filter).containsExactly(backup.id());
    }
    assertThat(
            ids(
                ofAll(),
                new FleetFilter(
                    all.status(),
                    all.label(),
                    Optional.of(tenant.caller().systemId()),
                    Optional.of(other.organization().name()),
                    all.provider(),
                    all.since(),
                    all.until())))
        .isEmpty();
    assertThat(
            ids(
                ofAll(),
                new FleetFilter(
                    all.status(),
                    all.label(),
                    Optional.of(tenant.caller().systemId()),
                    all.organization(),
                    all.provider(),
                    then.map(instant -> instant.plusSeconds(1)),
                    all.until())))
        .isEmpty();
  }

  @Test
  default void anotherOrganizationsBackupsAreNotFound() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Backup backup = storeWith(tenant);
    UUID copy = found(tenant, backup).copies().getFirst().copy().id();
    FleetFilter all = FleetFilter.ALL;

    assertThat(ids(of(other), all)).isEmpty();
    for (BackupStatus status : BackupStatus.values()) {
      assertThat(ids(of(other), withStatus(status))).isEmpty();
    }
    assertThat(
            ids(
                of(other),
                new FleetFilter(
                    all.status(),
                    all.label(),
                    all.systemId(),
                    Optional.of(tenant.organization().name()),
                    all.provider(),
                    all.since(),
                    all.until())))
        .isEmpty();
    assertThat(
            ids(
                of(other),
                new FleetFilter(
                    all.status(),
                    all.label(),
                    Optional.of(tenant.caller().systemId()),
                    all.organization(),
                    Optional.of("memory"),
                    all.since(),
                    all.until())))
        .isEmpty();
    assertThat(fleet().find(of(other), backup.id())).isEmpty();
    assertThat(fleet().stored(of(other), backup.id())).isEmpty();
    assertThat(fleet().copy(of(other), copy)).isEmpty();
    assertThat(fleet().system(of(other), tenant.caller().systemId())).isEmpty();
    assertThat(index().copies().retry(of(other), backup.id())).isEqualTo(new NotFound());
    assertThat(ids(ofAll(), all)).contains(backup.id());
  }

  @Test
  default void aDeletedBackupIsNotFound() {
    Tenant tenant = Tenant.register(index());
    Backup backup = storeWith(tenant);

    tenant.delete(backup.ref(), Duration.ofDays(1));

    assertThat(ids(of(tenant), FleetFilter.ALL)).isEmpty();
    assertThat(fleet().find(of(tenant), backup.id())).isEmpty();
    assertThat(fleet().stored(of(tenant), backup.id())).isEmpty();
  }

  @Test
  default void onlyFailedCopiesAreRetried() {
    Tenant tenant = Tenant.register(index());
    Drive full = newDrive();
    Drive waiting = newDrive();
    Backup backup = storeWith(tenant, full, waiting);
    giveUp(full);
    Job underWay = claim(waiting);

    assertThat(on(found(tenant, backup), full).status()).isEqualTo(BackupStatus.FAILED);
    assertThat(index().copies().retry(of(tenant), backup.id())).isEqualTo(new Retried(1));

    FleetBackup after = found(tenant, backup);
    assertThat(after.status()).isEqualTo(BackupStatus.PENDING);
    assertThat(on(after, full).copy().attempts()).isZero();
    assertThat(on(after, waiting).copy().attempts()).isEqualTo(underWay.attempts());
    assertThat(after.copies().getFirst().status()).isEqualTo(BackupStatus.FINISHED);
    assertThat(claim(full).stored().backup().id()).isEqualTo(backup.id());
    assertThat(index().copies().retry(of(tenant), backup.id())).isEqualTo(new Retried(0));
  }

  @Test
  default void anUploadThatWasNeverStoredCannotBeRetried() {
    Tenant tenant = Tenant.register(index());
    Attempt failed = tenant.begin(tenant.intent(10));
    index().uploads().abandon(failed, "cut", Duration.ZERO);

    assertThat(index().copies().retry(of(tenant), failed.id())).isEqualTo(new NotStored());
    assertThat(index().copies().retry(of(tenant), Tenant.newBackupId())).isEqualTo(new NotFound());
    assertThat(fleet().stored(of(tenant), failed.id())).isEmpty();
  }

  @Test
  default void aCopyIsReadFromItsOwnDriveOnly() {
    Tenant tenant = Tenant.register(index());
    Drive second = newDrive();
    Drive third = newDrive();
    Backup backup = storeWith(tenant, second, third);
    index().copies().finish(claim(second), Tenant.FIRST_SCRUB);
    FleetBackup shown = found(tenant, backup);
    UUID copy = on(shown, second).copy().id();

    StoredBackup stored = fleet().copy(of(tenant), copy).orElseThrow();
    assertThat(stored.backup()).isEqualTo(backup);
    assertThat(stored.intact()).extracting(intact -> intact.driveId()).containsExactly(second.id());
    assertThat(fleet().copy(of(tenant), on(shown, third).copy().id())).isEmpty();
    assertThat(fleet().stored(of(tenant), backup.id()).orElseThrow().intact()).hasSize(2);

    index().backups().markDamaged(copy, "missing");
    assertThat(fleet().copy(of(tenant), copy).orElseThrow().intact()).isEmpty();
  }

  @Test
  default void aSystemIsListedAsItListsItself() {
    Tenant tenant = Tenant.register(index());
    Backup first = storeWith(tenant);
    Backup second = storeWith(tenant);
    tenant.begin(tenant.intent(10));

    var listed = fleet().system(of(tenant), tenant.caller().systemId()).orElseThrow();

    assertThat(listed.backups()).containsExactly(second, first);
    assertThat(listed.system().used().bytes()).isEqualTo(20);
  }
}
