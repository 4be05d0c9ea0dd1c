package dev.coffer.testkit.index;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.UploadLedger;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.BeginResult;
import dev.coffer.application.upload.UploadLedger.Committed;
import dev.coffer.application.upload.UploadLedger.Superseded;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.application.upload.UploadRefusal.Refused;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every index must do with attempts to store a backup. */
public interface UploadLedgerContract {

  /** The shortest duration that every index can distinguish. */
  Duration SHORTEST = Duration.ofMillis(1);

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private UploadLedger ledger() {
    return index().uploads();
  }

  @Test
  default void anIntentReservesItsBytesAndIsNotListed() {
    Tenant tenant = Tenant.register(index());

    tenant.begin(tenant.intent(100));

    assertThat(tenant.organizationNow().reserved()).isEqualTo(new ByteSize(100));
    assertThat(tenant.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(listed(tenant)).isEmpty();
  }

  @Test
  default void aCommitTurnsTheReservationIntoUseAndListsTheBackup() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));
    Sha256 sha256 = Tenant.newSha256();

    var result = ledger().commit(attempt, ContentDigests.of(sha256), Tenant.FIRST_SCRUB);

    assertThat(result).isInstanceOf(Committed.class);
    Backup backup = ((Committed) result).backup();
    assertThat(backup.sha256()).isEqualTo(sha256);
    assertThat(backup.receivedAt()).isEqualTo(attempt.receivedAt());
    assertThat(listed(tenant)).containsExactly(backup);
    assertThat(tenant.organizationNow().reserved()).isEqualTo(ByteSize.ZERO);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(100));
  }

  @Test
  default void aRepeatedCommitReturnsWhatTheFirstOneDid() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));
    Sha256 sha256 = Tenant.newSha256();
    var first = ledger().commit(attempt, ContentDigests.of(sha256), Tenant.FIRST_SCRUB);

    var second = ledger().commit(attempt, ContentDigests.of(sha256), Tenant.FIRST_SCRUB);

    assertThat(second).isEqualTo(first);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(100));
  }

  @Test
  default void numbersGrowWithEachIntentAndOrderTheList() {
    Tenant tenant = Tenant.register(index());

    List<Backup> stored = IntStream.range(0, 5).mapToObj(i -> tenant.store(10)).toList();

    assertThat(stored).extracting(Backup::number).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(listed(tenant)).containsExactlyElementsOf(stored.reversed());
  }

  @Test
  default void anAbandonedAttemptReleasesItsReservationAndCannotCommit() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));

    ledger().abandon(attempt, "client gone", Duration.ZERO);

    assertThat(tenant.organizationNow().reserved()).isEqualTo(ByteSize.ZERO);
    assertThat(ledger().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isInstanceOf(Superseded.class);
    assertThat(listed(tenant)).isEmpty();
  }

  @Test
  default void abandoningTwiceReleasesTheReservationOnce() {
    Tenant tenant = Tenant.register(index());
    tenant.begin(tenant.intent(30));
    Attempt attempt = tenant.begin(tenant.intent(100));

    boolean first = ledger().abandon(attempt, "client gone", Duration.ZERO);
    boolean second = ledger().abandon(attempt, "client gone", Duration.ZERO);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(tenant.organizationNow().reserved()).isEqualTo(new ByteSize(30));
  }

  @Test
  default void aCommittedBackupCannotBeAbandoned() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));
    ledger().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB);

    boolean abandoned = ledger().abandon(attempt, "too late", Duration.ZERO);

    assertThat(abandoned).isFalse();
    assertThat(listed(tenant)).hasSize(1);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(100));
  }

  @Test
  default void theHolderOfAnExpiredLeaseCommitsNothing() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.expiredIntent(100));

    assertThat(ledger().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isInstanceOf(Superseded.class);
    assertThat(listed(tenant)).isEmpty();
  }

  @Test
  default void anExpiredAttemptIsClaimedOnceAndOnlyTheClaimantMayEndIt() {
    Tenant tenant = Tenant.register(index());
    Attempt zombie = tenant.begin(tenant.expiredIntent(100));

    List<Attempt> claimed = claimOwn(tenant);
    List<Attempt> claimedAgain = claimOwn(tenant);
    boolean abandoned = ledger().abandon(zombie, "stale", Duration.ZERO);
    var stale = ledger().commit(zombie, Tenant.newDigests(), Tenant.FIRST_SCRUB);
    var fresh = ledger().commit(claimed.getFirst(), Tenant.newDigests(), Tenant.FIRST_SCRUB);

    assertThat(claimed).hasSize(1);
    assertThat(claimed.getFirst().leaseToken()).isNotEqualTo(zombie.leaseToken());
    assertThat(claimed.getFirst().token()).isEqualTo(zombie.token());
    assertThat(claimedAgain).isEmpty();
    assertThat(abandoned).isFalse();
    assertThat(stale).isInstanceOf(Superseded.class);
    assertThat(fresh).isInstanceOf(Committed.class);
  }

  @Test
  default void theFirstHolderFindsItsSuccessWhenRecoveryCompletedIt() {
    Tenant tenant = Tenant.register(index());
    Attempt zombie = tenant.begin(tenant.expiredIntent(100));
    Sha256 sha256 = Tenant.newSha256();
    var recovered =
        ledger().commit(claimOwn(tenant).getFirst(), ContentDigests.of(sha256), Tenant.FIRST_SCRUB);

    assertThat(ledger().commit(zombie, ContentDigests.of(sha256), Tenant.FIRST_SCRUB))
        .isEqualTo(recovered);
  }

  @Test
  default void aRenewedLeaseIsNotClaimed() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));

    var renewed = ledger().renew(List.of(attempt.leaseToken()), Duration.ofMinutes(2));

    assertThat(renewed).containsExactly(attempt.leaseToken());
    assertThat(claimOwn(tenant)).isEmpty();
  }

  @Test
  default void anExpiredLeaseCannotBeRenewed() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.expiredIntent(100));

    var renewed = ledger().renew(List.of(attempt.leaseToken()), Duration.ofMinutes(2));

    assertThat(renewed).isEmpty();
    assertThat(claimOwn(tenant)).hasSize(1);
  }

  @Test
  default void leasesOfOtherOwnersCanBeEndedAtOnce() {
    Tenant tenant = Tenant.register(index());
    tenant.begin(tenant.intent(100));

    ledger().expireOthers("tester");
    List<Attempt> own = claimOwn(tenant);
    ledger().expireOthers("somebody else");
    List<Attempt> others = claimOwn(tenant);

    assertThat(own).isEmpty();
    assertThat(others).hasSize(1);
  }

  @Test
  default void aSuspendedSystemNeitherBeginsNorCommits() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));

    index()
        .systems()
        .change(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            Systems.Change.of(SystemState.SUSPENDED));

    assertThat(begin(tenant.intent(100))).isEqualTo(new UploadRefusal.Refused(Refusal.SUSPENDED));
    assertThat(ledger().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isEqualTo(new Refused(Refusal.SUSPENDED));
    assertThat(listed(tenant)).isEmpty();
  }

  @Test
  default void aCredentialRevokedDuringTheUploadCommitsNothing() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(100));

    index()
        .credentials()
        .rotate(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            UUID.randomUUID(),
            Tenant.newHmac(),
            Duration.ZERO);

    assertThat(ledger().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isEqualTo(new Refused(Refusal.UNKNOWN));
  }

  @Test
  default void aQuotaAdmitsExactlyWhatFits() {
    Tenant tenant = Tenant.register(index(), new ByteSize(250), ByteSize.ZERO);
    tenant.store(100);
    tenant.begin(tenant.intent(100));

    assertThat(begin(tenant.intent(51))).isInstanceOf(UploadRefusal.QuotaExceeded.class);
    assertThat(begin(tenant.intent(50))).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void parallelUploadsNeverExceedAQuotaTogether() throws Exception {
    Tenant tenant = Tenant.register(index(), new ByteSize(150), ByteSize.ZERO);

    long admitted =
        parallel(20, () -> begin(tenant.intent(100))).stream()
            .filter(UploadLedger.Begun.class::isInstance)
            .count();

    assertThat(admitted).isEqualTo(1);
    assertThat(tenant.organizationNow().reserved()).isEqualTo(new ByteSize(100));
  }

  @Test
  default void aCapRefusesWhatCannotFitAndWhatDoesNotFitNow() {
    Tenant tenant = Tenant.register(index(), ByteSize.ZERO, new ByteSize(150));
    tenant.store(100);

    assertThat(begin(tenant.intent(151))).isEqualTo(new UploadRefusal.TooLarge(new ByteSize(150)));
    assertThat(begin(tenant.intent(51))).isInstanceOf(UploadRefusal.NoRoom.class);
    assertThat(tenant.organizationNow().reserved()).isEqualTo(ByteSize.ZERO);
    assertThat(begin(tenant.intent(50))).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void theRateCountsWhatWasAcceptedAndNothingElse() {
    Tenant tenant = Tenant.register(index());
    var twoAMinute = new UploadAllowance(2, 0, 0);
    var key = new IdempotencyKey("k-1");
    var first = ledger().begin(tenant.intent(10, key), twoAMinute);
    var inProgress = ledger().begin(tenant.intent(10, key), twoAMinute);
    var second = ledger().begin(tenant.intent(10), twoAMinute);
    var third = ledger().begin(tenant.intent(10), twoAMinute);

    assertThat(first).isInstanceOf(UploadLedger.Begun.class);
    assertThat(inProgress).isInstanceOf(UploadRefusal.InProgress.class);
    assertThat(second).isInstanceOf(UploadLedger.Begun.class);
    assertThat(third).isInstanceOf(UploadRefusal.RateExceeded.class);
    assertThat(((UploadRefusal.RateExceeded) third).retryAfter())
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(tenant.organizationNow().reserved()).isEqualTo(new ByteSize(20));
  }

  @Test
  default void aRateIsKeptByParallelUploadsTogether() throws Exception {
    Tenant tenant = Tenant.register(index());
    var sixAMinute = new UploadAllowance(6, 0, 0);

    long begun =
        parallel(20, () -> ledger().begin(tenant.intent(10), sixAMinute)).stream()
            .filter(UploadLedger.Begun.class::isInstance)
            .count();

    assertThat(begun).isEqualTo(6);
  }

  @Test
  default void theNumberOfSimultaneousUploadsOfASystemIsLimited() {
    Tenant tenant = Tenant.register(index());
    var twoAtOnce = new UploadAllowance(0, 0, 2);
    tenant.begin(tenant.intent(10));
    Attempt second = tenant.begin(tenant.intent(10));

    var third = ledger().begin(tenant.intent(10), twoAtOnce);
    ledger().commit(second, Tenant.newDigests(), Tenant.FIRST_SCRUB);
    var afterwards = ledger().begin(tenant.intent(10), twoAtOnce);

    assertThat(third).isInstanceOf(UploadRefusal.TooManyAtOnce.class);
    assertThat(afterwards).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void anUploadWithoutAPermitLeavesNoTrace() {
    Tenant tenant = Tenant.register(index());
    var once = new UploadAllowance(1, 1, 1);

    var refused = ledger().begin(tenant.intentWithoutPermit(10), once);
    ByteSize reserved = tenant.organizationNow().reserved();
    var afterwards = ledger().begin(tenant.intent(10), once);

    assertThat(refused).isInstanceOf(UploadLedger.NoPermit.class);
    assertThat(reserved).isEqualTo(ByteSize.ZERO);
    assertThat(afterwards).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void everyOtherRefusalComesBeforeTheMissingPermit() {
    Tenant tenant = Tenant.register(index(), new ByteSize(100), new ByteSize(50));
    tenant.begin(tenant.intent(30));
    tenant
        .index()
        .systems()
        .change(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            Systems.Change.of(SystemState.SUSPENDED));
    var suspended = begin(tenant.intentWithoutPermit(10));
    tenant
        .index()
        .systems()
        .change(
            TestVault.AUTHORITY, tenant.caller().systemId(), Systems.Change.of(SystemState.ACTIVE));

    assertThat(suspended).isInstanceOf(UploadRefusal.Refused.class);
    assertThat(begin(tenant.intentWithoutPermit(51))).isInstanceOf(UploadRefusal.TooLarge.class);
    assertThat(ledger().begin(tenant.intentWithoutPermit(10), new UploadAllowance(0, 0, 1)))
        .isInstanceOf(UploadRefusal.TooManyAtOnce.class);
    assertThat(begin(tenant.intentWithoutPermit(30))).isInstanceOf(UploadRefusal.NoRoom.class);
  }

  @Test
  default void aKeyInUseByALiveAttemptIsInProgress() {
    Tenant tenant = Tenant.register(index());
    var key = new IdempotencyKey("k-1");
    tenant.begin(tenant.intent(100, key));

    assertThat(begin(tenant.intent(100, key))).isInstanceOf(UploadRefusal.InProgress.class);
  }

  @Test
  default void aKeyUsedForTheSameLengthAndNameIsAReplay() {
    Tenant tenant = Tenant.register(index());
    var key = new IdempotencyKey("k-1");
    ledger().commit(tenant.begin(tenant.intent(100, key)), Tenant.newDigests(), Tenant.FIRST_SCRUB);

    assertThat(begin(tenant.intent(100, key)))
        .isEqualTo(new UploadLedger.Replay(listed(tenant).getFirst()));
    assertThat(begin(tenant.intent(101, key))).isInstanceOf(UploadRefusal.KeyReused.class);
  }

  @Test
  default void aCommitKeepsTheDigestsOfBlocksAndOthersMayReplaceThem() {
    Tenant tenant = Tenant.register(index());
    BlockDigests blocks =
        BlockDigests.of(
            "m1",
            new ByteSize(60),
            "the digests of blocks of a backup".substring(0, 32).getBytes(US_ASCII));
    Attempt attempt = tenant.begin(tenant.intent(100));
    ledger()
        .commit(
            attempt,
            new ContentDigests(Tenant.newSha256(), Optional.of(blocks)),
            Tenant.FIRST_SCRUB);
    ledger().commit(tenant.begin(tenant.intent(100)), Tenant.newDigests(), Tenant.FIRST_SCRUB);

    StoredBackup with = stored(tenant, listed(tenant).getLast());
    StoredBackup without = stored(tenant, listed(tenant).getFirst());
    assertThat(index().backups().blocks(with)).contains(blocks);
    assertThat(index().backups().blocks(without)).isEmpty();
    var others = BlockDigests.of("m2", new ByteSize(70), new byte[32]);
    index().backups().recordBlocks(with, others);
    index().backups().recordBlocks(without, blocks);
    assertThat(index().backups().blocks(with)).contains(others);
    assertThat(index().backups().blocks(without)).contains(blocks);
    tenant.delete(with.backup().ref(), Duration.ZERO);
    assertThat(listed(tenant)).hasSize(1);
  }

  private StoredBackup stored(Tenant tenant, Backup backup) {
    return index().backups().find(tenant.caller().systemUuid(), backup.ref()).orElseThrow();
  }

  @Test
  default void aKeyOfADamagedBackupBeginsAnotherUpload() {
    Tenant tenant = Tenant.register(index());
    var key = new IdempotencyKey("k-1");
    Sha256 sha256 = Tenant.newSha256();
    ledger()
        .commit(
            tenant.begin(tenant.intent(100, key)), ContentDigests.of(sha256), Tenant.FIRST_SCRUB);
    Backup damaged = listed(tenant).getFirst();
    var stored = index().backups().find(tenant.caller().systemUuid(), damaged.ref()).orElseThrow();
    index().backups().markDamaged(stored.intact().getFirst().copyId(), "flipped");

    assertThat(begin(tenant.intent(101, key))).isInstanceOf(UploadRefusal.KeyReused.class);
    var again = begin(tenant.intent(100, key));
    assertThat(again).isInstanceOf(UploadLedger.BegunAgain.class);
    var begun = (UploadLedger.BegunAgain) again;
    assertThat(begun.expected()).isEqualTo(sha256);
    assertThat(begin(tenant.intent(100, key))).isInstanceOf(UploadRefusal.InProgress.class);
    ledger().commit(begun.attempt(), ContentDigests.of(sha256), Tenant.FIRST_SCRUB);
    assertThat(begin(tenant.intent(100, key)))
        .isEqualTo(new UploadLedger.Replay(listed(tenant).getFirst()));
    assertThat(listed(tenant)).extracting(Backup::damaged).containsExactly(false, true);
  }

  @Test
  default void aKeyIsFreeAgainAfterAFailureAndAfterADeletion() {
    Tenant tenant = Tenant.register(index());
    var key = new IdempotencyKey("k-1");
    ledger().abandon(tenant.begin(tenant.intent(100, key)), "client gone", Duration.ZERO);
    ledger().commit(tenant.begin(tenant.intent(100, key)), Tenant.newDigests(), Tenant.FIRST_SCRUB);
    tenant.delete(listed(tenant).getFirst().ref(), Duration.ofDays(1));

    assertThat(begin(tenant.intent(100, key))).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void twoSystemsMayUseTheSameKey() {
    Tenant one = Tenant.register(index());
    Tenant other = Tenant.register(index());
    var key = new IdempotencyKey("k-1");
    one.begin(one.intent(100, key));

    assertThat(begin(other.intent(100, key))).isInstanceOf(UploadLedger.Begun.class);
  }

  @Test
  default void oneKeyInParallelBeginsOneAttempt() throws Exception {
    Tenant tenant = Tenant.register(index());
    var key = new IdempotencyKey("k-1");

    long begun =
        parallel(20, () -> begin(tenant.intent(100, key))).stream()
            .filter(UploadLedger.Begun.class::isInstance)
            .count();

    assertThat(begun).isEqualTo(1);
  }

  @Test
  default void onlyTheNewestFailedAttemptsAreKept() {
    Tenant tenant = Tenant.register(index());
    IntStream.range(0, 3)
        .forEach(
            i -> ledger().abandon(tenant.begin(tenant.intent(10)), "client gone", Duration.ZERO));
    Backup stored = tenant.store(10);

    ledger().forget(Duration.ofDays(30), 1, Duration.ofDays(2));

    assertThat(listed(tenant)).containsExactly(stored);
  }

  @Test
  default void aFailedAttemptIsClaimedForCleanupUntilItIsClean() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(10));
    ledger().abandon(attempt, "interrupted", SHORTEST);
    Attempt never = tenant.begin(tenant.intent(10));
    ledger().abandon(never, "client gone", Duration.ZERO);

    List<Attempt> first = awaitCleanup(tenant);
    ledger().forget(Duration.ZERO, 0, Duration.ofDays(2));
    List<Attempt> again = awaitCleanup(tenant);
    ledger().markClean(attempt, Duration.ZERO);

    assertThat(first).extracting(Attempt::id).containsExactly(attempt.id());
    assertThat(again).extracting(Attempt::id).containsExactly(attempt.id());
    assertThat(ledger().claimForCleanup(Duration.ofDays(1), 1000))
        .extracting(Attempt::id)
        .doesNotContain(attempt.id(), never.id());
  }

  @Test
  default void aCleanAttemptIsNotClaimedAgainBeforeItHasSettled() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(10));
    ledger().abandon(attempt, "interrupted", SHORTEST);
    awaitCleanup(tenant);

    ledger().markClean(attempt, Duration.ofDays(1));
    List<Attempt> atOnce = ledger().claimForCleanup(SHORTEST, 1000);

    assertThat(atOnce).extracting(Attempt::id).doesNotContain(attempt.id());
  }

  /** Polls until the index's clock has passed the shortest delay. */
  private List<Attempt> awaitCleanup(Tenant tenant) {
    List<Attempt> own = List.of();
    while (own.isEmpty()) {
      own =
          ledger().claimForCleanup(SHORTEST, 1000).stream()
              .filter(attempt -> attempt.systemUuid().equals(tenant.caller().systemUuid()))
              .toList();
    }
    return own;
  }

  private BeginResult begin(UploadLedger.Intent intent) {
    return ledger().begin(intent, UploadAllowance.UNLIMITED);
  }

  private List<Attempt> claimOwn(Tenant tenant) {
    return ledger().claimExpired("recoverer", Duration.ofMinutes(2), 1000).stream()
        .filter(attempt -> attempt.systemUuid().equals(tenant.caller().systemUuid()))
        .toList();
  }

  private List<Backup> listed(Tenant tenant) {
    return index()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups();
  }

  private static List<BeginResult> parallel(int times, Callable<BeginResult> call)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BeginResult>> futures = threads.invokeAll(Collections.nCopies(times, call));
      return futures.stream().map(Future::resultNow).toList();
    }
  }
}
