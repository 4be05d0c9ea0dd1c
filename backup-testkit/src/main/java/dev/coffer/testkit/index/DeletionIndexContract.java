package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.catalog.BackupIndex.DeleteResult;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.ListDeleted;
import dev.coffer.application.deletion.ProtectBackup;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.deletion.UndeleteBackup;
import dev.coffer.application.retention.RetentionIndex.Judge;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.ListWindow;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.deletion.DeletionIndex} specifies. */
public interface DeletionIndexContract {

  Actor SOMEBODY = new Actor(Actor.Kind.COMMAND_LINE, "tester");
  Duration GRACE = Duration.ofDays(7);
  Instant LONG_AHEAD = Instant.parse("2999-01-01T00:00:00Z");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private static Operator operatorOf(Tenant tenant) {
    return new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.of(tenant.organization().id()));
  }

  private List<Backup> listed(Tenant tenant) {
    return index()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups();
  }

  private long revision(Tenant tenant) {
    return index()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .revision();
  }

  private ProtectBackup.Result protect(Tenant tenant, Backup backup, Protection protection) {
    return index().deletions().protect(SOMEBODY, operatorOf(tenant), backup.id(), protection);
  }

  private DeleteBackup.Result delete(Tenant tenant, Backup backup) {
    return index().deletions().delete(SOMEBODY, operatorOf(tenant), backup.id(), GRACE);
  }

  private UndeleteBackup.Result undelete(Tenant tenant, Backup backup) {
    return index().deletions().undelete(SOMEBODY, operatorOf(tenant), backup.id());
  }

  private List<DeletedBackup> deleted(Tenant tenant) {
    return index()
        .deletions()
        .deleted(operatorOf(tenant), new ListDeleted.Query(Optional.empty(), 100));
  }

  private void removeByRetention(Tenant tenant) {
    Judge allGo =
        retained ->
            retained.backups().stream()
                .map(backup ->
                    new RetentionVerdict(backup.id(), Reason.BEYOND_COUNT, Optional.empty()))
                .toList();
    index().retention().judge(tenant.caller().systemUuid(), allGo, GRACE, 100);
  }

  private List<AuditAction> actions(Tenant tenant) {
    return tenant.events().stream().map(AuditEvent::action).toList();
  }

  @Test
  default void whatIsPinnedOrHeldIsDeletedByNobody() {
    Tenant tenant = Tenant.register(index());
    Backup pinned = tenant.store(10);
    Backup held = tenant.store(10);

    assertThat(protect(tenant, pinned, new Protection.Pinned()))
        .isEqualTo(new ProtectBackup.Done());
    assertThat(protect(tenant, held, new Protection.Held(LONG_AHEAD)))
        .isEqualTo(new ProtectBackup.Done());

    for (Backup backup : List.of(pinned, held)) {
      assertThat(delete(tenant, backup)).isEqualTo(new DeleteBackup.Protected());
      assertThat(
              index().backups().delete(SOMEBODY, tenant.caller().systemUuid(), backup.ref(), GRACE))
          .isEqualTo(DeleteResult.PROTECTED);
    }
    assertThat(listed(tenant)).hasSize(2);
  }

  @Test
  default void whatIsUnpinnedOrReleasedIsDeletedAgain() {
    Tenant tenant = Tenant.register(index());
    Backup pinned = tenant.store(10);
    Backup held = tenant.store(10);
    protect(tenant, pinned, new Protection.Pinned());
    protect(tenant, held, new Protection.Held(LONG_AHEAD));

    protect(tenant, pinned, new Protection.Unpinned());
    protect(tenant, held, new Protection.Released());

    assertThat(delete(tenant, pinned)).isEqualTo(new DeleteBackup.Deleted());
    assertThat(delete(tenant, held)).isEqualTo(new DeleteBackup.Deleted());
  }

  @Test
  default void aHoldThatIsOverIsNone() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    assertThat(protect(tenant, backup, new Protection.Held(backup.receivedAt())))
        .isEqualTo(new ProtectBackup.HoldIsOver());
    assertThat(actions(tenant)).isEmpty();
  }

  @Test
  default void retentionSeesWhatIsPinnedAndHeld() {
    Tenant tenant = Tenant.register(index());
    protect(tenant, tenant.store(10), new Protection.Pinned());
    protect(tenant, tenant.store(10), new Protection.Held(LONG_AHEAD));

    List<RetainedBackup> retained =
        index().retention().retained(tenant.caller().systemUuid()).orElseThrow().backups();

    assertThat(retained).extracting(RetainedBackup::pinned).containsExactlyInAnyOrder(true, false);
    assertThat(retained)
        .extracting(RetainedBackup::holdUntil)
        .containsExactlyInAnyOrder(Optional.empty(), Optional.of(LONG_AHEAD));
  }

  @Test
  default void aSystemIsJudgedAgainWhenAProtectionChanges() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    long before = revision(tenant);

    protect(tenant, backup, new Protection.Pinned());

    assertThat(revision(tenant)).isGreaterThan(before);
  }

  @Test
  default void whatIsNotTheOperatorsIsNotThere() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Backup backup = tenant.store(10);

    assertThat(protect(other, backup, new Protection.Pinned()))
        .isEqualTo(new ProtectBackup.NotFound());
    assertThat(delete(other, backup)).isEqualTo(new DeleteBackup.NotFound());
    delete(tenant, backup);
    assertThat(deleted(other)).isEmpty();
    assertThat(undelete(other, backup)).isEqualTo(new UndeleteBackup.NotFound());
    assertThat(deleted(tenant)).hasSize(1);
  }

  @Test
  default void theDeletedOnesAreListedTheLastDeletedFirstPageByPage() {
    Tenant tenant = Tenant.register(index());
    List<Backup> backups = List.of(tenant.store(1), tenant.store(2), tenant.store(3));
    backups.forEach(backup -> delete(tenant, backup));
    List<DeletedBackup> read = new ArrayList<>();
    var query = new ListDeleted.Query(Optional.empty(), 2);

    List<DeletedBackup> first = index().deletions().deleted(operatorOf(tenant), query);
    read.addAll(first);
    read.addAll(index().deletions().deleted(operatorOf(tenant), query.after(first.getLast())));

    assertThat(first).hasSize(2);
    assertThat(read)
        .extracting(DeletedBackup::backup)
        .containsExactlyElementsOf(backups.reversed());
    assertThat(read)
        .allSatisfy(deleted -> {
          assertThat(deleted.systemId()).isEqualTo(tenant.caller().systemId());
          assertThat(deleted.organization()).isEqualTo(tenant.organization().name());
          assertThat(deleted.purging()).isFalse();
          assertThat(Duration.between(deleted.deletedAt(), deleted.purgeAfter()))
              .isBetween(GRACE.minusMinutes(1), GRACE.plusMinutes(1));
        });
  }

  @Test
  default void anUndeletedBackupIsListedAsItWasAndCountsOnce() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    delete(tenant, backup);
    long before = revision(tenant);

    assertThat(undelete(tenant, backup)).isEqualTo(new UndeleteBackup.Undeleted());

    assertThat(listed(tenant)).containsExactly(backup);
    assertThat(revision(tenant)).isGreaterThan(before);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
    assertThat(deleted(tenant)).isEmpty();
    assertThat(delete(tenant, backup)).isEqualTo(new DeleteBackup.Deleted());
  }

  @Test
  default void whatRetentionRemovedIsCountedAgain() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    removeByRetention(tenant);
    assertThat(tenant.organizationNow().used()).isEqualTo(ByteSize.ZERO);

    assertThat(undelete(tenant, backup)).isEqualTo(new UndeleteBackup.Undeleted());

    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
  }

  @Test
  default void whatDoesNotCountNeedsRoomToComeBack() {
    Tenant full = Tenant.register(index(), new ByteSize(15), ByteSize.ZERO);
    Backup ofFull = full.store(10);
    removeByRetention(full);
    full.begin(full.intent(10));
    Tenant capped = Tenant.register(index(), ByteSize.ZERO, new ByteSize(15));
    Backup ofCapped = capped.store(10);
    removeByRetention(capped);
    capped.begin(capped.intent(10));

    assertThat(undelete(full, ofFull)).isEqualTo(new UndeleteBackup.QuotaExceeded());
    assertThat(undelete(capped, ofCapped)).isEqualTo(new UndeleteBackup.CapExceeded());

    assertThat(full.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(capped.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(deleted(full)).hasSize(1);
  }

  @Test
  default void aPurgeThatWasEverClaimedCannotBeTakenBack() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    index().backups().delete(SOMEBODY, tenant.caller().systemUuid(), backup.ref(), Duration.ZERO);

    assertThat(undelete(tenant, backup)).isEqualTo(new UndeleteBackup.PurgeBegun());
    Purge purge =
        index().purges().claimDue("tester", Duration.ofMinutes(1), 1000).stream()
            .filter(due -> due.id().equals(backup.id()))
            .findFirst()
            .orElseThrow();
    index().purges().postpone(purge, "no drive", Duration.ofDays(1));

    assertThat(undelete(tenant, backup)).isEqualTo(new UndeleteBackup.PurgeBegun());
    assertThat(deleted(tenant)).extracting(DeletedBackup::purging).containsExactly(true);
  }

  @Test
  default void whatWasNeverDeletedCannotComeBack() {
    Tenant tenant = Tenant.register(index());

    assertThat(undelete(tenant, tenant.store(10))).isEqualTo(new UndeleteBackup.NotFound());
  }

  @Test
  default void eachChangeIsAnEvent() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    protect(tenant, backup, new Protection.Pinned());
    protect(tenant, backup, new Protection.Unpinned());
    protect(tenant, backup, new Protection.Held(LONG_AHEAD));
    protect(tenant, backup, new Protection.Released());
    delete(tenant, backup);
    undelete(tenant, backup);

    assertThat(actions(tenant))
        .containsExactly(
            AuditAction.BACKUP_UNDELETED,
            AuditAction.BACKUP_DELETED,
            AuditAction.BACKUP_RELEASED,
            AuditAction.BACKUP_HELD,
            AuditAction.BACKUP_UNPINNED,
            AuditAction.BACKUP_PINNED);
  }
}
