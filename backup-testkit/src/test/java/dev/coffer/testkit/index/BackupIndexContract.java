package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.Listing;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every index must do with stored backups and their deletion. */
public interface BackupIndexContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  Comparator<Backup> NEWEST_FIRST = Comparator.comparingLong(Backup::number).reversed();

  private BackupIndex backups() {
    return index().backups();
  }

  @Test
  default void anUnknownSystemHasNoAccessAndNoList() {
    var nobody = new SystemId("nobody-" + UUID.randomUUID());

    assertThat(index().callers().system(nobody, List.of(Tenant.newHmac()))).isEmpty();
    assertThat(backups().list(nobody, List.of(Tenant.newHmac()), ListWindow.ALL)).isEmpty();
  }

  @Test
  default void aWrongSecretFindsTheSystemWithoutCredentialAndWithoutList() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);

    Listing listing =
        backups()
            .list(tenant.caller().systemId(), List.of(Tenant.newHmac()), ListWindow.ALL)
            .orElseThrow();

    assertThat(listing.access().credential()).isEmpty();
    assertThat(listing.backups()).isEmpty();
  }

  @Test
  default void aListIsReadPageByPageWhileBackupsAreStored() {
    Tenant tenant = Tenant.register(index());
    List<Backup> stored =
        Stream.generate(() -> tenant.store(10)).limit(5).sorted(NEWEST_FIRST).toList();
    var pageOfTwo = new ListWindow(OptionalLong.empty(), Optional.empty(), Optional.empty(), 2);

    List<Backup> first = list(tenant, pageOfTwo).backups();
    tenant.store(10);
    List<Backup> second = list(tenant, below(first.getLast(), 2)).backups();
    List<Backup> last = list(tenant, below(second.getLast(), 2)).backups();

    assertThat(first).containsExactlyElementsOf(stored.subList(0, 2));
    assertThat(second).containsExactlyElementsOf(stored.subList(2, 4));
    assertThat(last).containsExactlyElementsOf(stored.subList(4, 5));
    assertThat(list(tenant, below(last.getLast(), 2)).backups()).isEmpty();
  }

  private static ListWindow below(Backup backup, int max) {
    return new ListWindow(
        OptionalLong.of(backup.number()), Optional.empty(), Optional.empty(), max);
  }

  @Test
  default void aBackupIsFoundByTheSecondInWhichItIsShown() {
    Tenant tenant = Tenant.register(index());
    Backup stored = tenant.store(10);
    Instant shown = stored.receivedAt().truncatedTo(ChronoUnit.SECONDS);

    assertThat(list(tenant, between(shown, shown)).backups()).containsExactly(stored);
    assertThat(list(tenant, between(shown.plusSeconds(1), shown.plusSeconds(60))).backups())
        .isEmpty();
    assertThat(list(tenant, between(shown.minusSeconds(60), shown.minusSeconds(1))).backups())
        .isEmpty();
    assertThat(list(tenant, between(Instant.MIN, Instant.MAX)).backups()).containsExactly(stored);
  }

  private static ListWindow between(Instant since, Instant until) {
    return new ListWindow(OptionalLong.empty(), Optional.of(since), Optional.of(until), 0);
  }

  @Test
  default void theKeyOfASystemIsFoundInItsOwnLetterCaseOnly() {
    Tenant tenant = Tenant.register(index());
    String key = tenant.caller().systemId().value();

    assertThat(index().callers().system(new SystemId(key), List.of(tenant.hmac()))).isPresent();
    assertThat(index().callers().system(new SystemId(key.toLowerCase(Locale.ROOT)), List.of()))
        .isEmpty();
  }

  @Test
  default void oneOfSeveralCandidatesIsEnough() {
    Tenant tenant = Tenant.register(index());

    var access =
        index()
            .callers()
            .system(tenant.caller().systemId(), List.of(Tenant.newHmac(), tenant.hmac()))
            .orElseThrow();

    assertThat(access.credential().orElseThrow().id()).isEqualTo(tenant.caller().credentialId());
  }

  @Test
  default void aListIsEmptyBeforeTheFirstBackup() {
    Tenant tenant = Tenant.register(index());

    assertThat(listing(tenant).backups()).isEmpty();
    assertThat(listing(tenant).access().credential()).isPresent();
  }

  @Test
  default void theRevisionGrowsWithEachChangeOfTheList() {
    Tenant tenant = Tenant.register(index());
    long empty = listing(tenant).revision();
    Backup backup = tenant.store(10);
    long stored = listing(tenant).revision();
    tenant.delete(backup.ref(), Duration.ofDays(7));
    long deleted = listing(tenant).revision();

    assertThat(stored).isGreaterThan(empty);
    assertThat(deleted).isGreaterThan(stored);
  }

  @Test
  default void aStoredBackupIsFoundWithItsCopies() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    StoredBackup found = backups().find(tenant.caller().systemUuid(), backup.ref()).orElseThrow();

    assertThat(found.backup()).isEqualTo(backup);
    assertThat(found.objectKey().value()).endsWith(tenant.caller().systemId() + "/" + backup.ref());
    assertThat(found.intact()).extracting("driveId").containsExactly(tenant.driveId());
  }

  @Test
  default void anotherSystemsBackupIsNeitherFoundNorDeleted() {
    Tenant owner = Tenant.register(index());
    Tenant stranger = Tenant.register(index());
    Backup backup = owner.store(10);
    UUID strangerUuid = stranger.caller().systemUuid();

    assertThat(backups().find(strangerUuid, backup.ref())).isEmpty();
    assertThat(stranger.delete(Actor.vault("test"), backup.ref(), Duration.ZERO))
        .isEqualTo(new DeleteBackup.NotFound());
    assertThat(listing(owner).backups()).containsExactly(backup);
    assertThat(listing(stranger).backups()).isEmpty();
  }

  @Test
  default void theExtensionIsPartOfTheName() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    var otherExtension = new BackupRef(backup.id(), BackupExtension.GPG);

    assertThat(backups().find(tenant.caller().systemUuid(), otherExtension)).isEmpty();
    assertThat(tenant.delete(otherExtension, Duration.ofDays(7)))
        .isEqualTo(new DeleteBackup.NotFound());
  }

  @Test
  default void anUploadUnderWayIsNotFound() {
    Tenant tenant = Tenant.register(index());
    var attempt = tenant.begin(tenant.intent(10));

    assertThat(
            backups()
                .find(
                    tenant.caller().systemUuid(),
                    new BackupRef(attempt.id(), BackupExtension.TAR_GZ)))
        .isEmpty();
  }

  @Test
  default void aBackupWithoutAnIntactCopyIsListedAsDamaged() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    UUID copy =
        backups()
            .find(tenant.caller().systemUuid(), backup.ref())
            .orElseThrow()
            .intact()
            .getFirst()
            .copyId();

    backups().markDamaged(copy, "the bytes do not match");

    assertThat(listing(tenant).backups()).extracting(Backup::damaged).containsExactly(true);
    assertThat(backups().find(tenant.caller().systemUuid(), backup.ref()).orElseThrow().intact())
        .isEmpty();
  }

  @Test
  default void aDeletedBackupIsHiddenImmediatelyAndCountsUntilItIsPurged() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    DeleteBackup.Result first = tenant.delete(backup.ref(), Duration.ZERO);
    DeleteBackup.Result second = tenant.delete(backup.ref(), Duration.ZERO);

    assertThat(first).isEqualTo(new DeleteBackup.Deleted());
    assertThat(second).isEqualTo(new DeleteBackup.NotFound());
    assertThat(listing(tenant).backups()).isEmpty();
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));

    List<Purge> due = claimOwn(tenant);
    index().purges().purged(due.getFirst());

    assertThat(due).hasSize(1);
    assertThat(due.getFirst().driveIds()).containsExactly(tenant.driveId());
    assertThat(tenant.organizationNow().used()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  default void aDeletedBackupIsNotPurgedDuringItsGracePeriod() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    tenant.delete(backup.ref(), Duration.ofDays(7));

    assertThat(claimOwn(tenant)).isEmpty();
  }

  @Test
  default void aClaimedPurgeIsNotClaimedTwiceAndCountsOnce() {
    Tenant tenant = Tenant.register(index());
    tenant.store(5);
    Backup backup = tenant.store(10);
    tenant.delete(backup.ref(), Duration.ZERO);

    List<Purge> first = claimOwn(tenant);
    List<Purge> second = claimOwn(tenant);
    index().purges().purged(first.getFirst());
    index().purges().purged(first.getFirst());

    assertThat(second).isEmpty();
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(5));
  }

  @Test
  default void aPostponedPurgeIsClaimedAgain() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    tenant.delete(backup.ref(), Duration.ZERO);

    index().purges().postpone(claimOwn(tenant).getFirst(), "drive down", Duration.ofDays(1));
    List<Purge> tooEarly = claimOwn(tenant);

    assertThat(tooEarly).isEmpty();
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
  }

  private List<Purge> claimOwn(Tenant tenant) {
    return index().purges().claimDue("purger", Duration.ofMinutes(10), 1000).stream()
        .filter(purge -> purge.systemUuid().equals(tenant.caller().systemUuid()))
        .toList();
  }

  private Listing listing(Tenant tenant) {
    return list(tenant, ListWindow.ALL);
  }

  private Listing list(Tenant tenant, ListWindow window) {
    return backups().list(tenant.caller().systemId(), List.of(tenant.hmac()), window).orElseThrow();
  }
}
