package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.Deletions.ProtectResult;
import dev.coffer.application.deletion.Deletions.UndeleteResult;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.deletion.DeletionIndex} specifies. */
public interface DeletionIndexContract {

  Actor SOMEBODY = new Actor(Actor.Kind.COMMAND_LINE, "tester");
  Duration GRACE = Duration.ofDays(7);
  Instant LONG_AHEAD = Instant.parse("2999-01-01T00:00:00Z");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private static Authority authorityOf(Tenant tenant) {
    return new Authority(SOMEBODY, Optional.of(tenant.organization().id()));
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

  private ProtectResult protect(Tenant tenant, Backup backup, Protection protection) {
    return index().deletions().protect(authorityOf(tenant), backup.id(), protection);
  }

  private DeleteBackup.Result delete(Tenant tenant, Backup backup) {
    return delete(authorityOf(tenant), DeleteCommand.of(backup.id()));
  }

  private DeleteBackup.Result delete(Authority by, DeleteCommand command) {
    return index().deletions().delete(by.actor(), by.organizationId(), command, GRACE);
  }

  private UndeleteResult undelete(Tenant tenant, Backup backup) {
    return index().deletions().undelete(authorityOf(tenant), backup.id());
  }

  private List<DeletedBackup> deleted(Tenant tenant) {
    return index().deletions().page(authorityOf(tenant), new PageQuery(Optional.empty(), 100));
  }

  private void removeByRetention(Tenant tenant) {
    Retained retained = index().retention().retained(tenant.caller().systemUuid()).orElseThrow();
    List<RetentionVerdict> allExpire =
        retained.backups().stream()
            .map(backup -> new RetentionVerdict(backup.id(), Reason.BEYOND_COUNT, Optional.empty()))
            .toList();
    index().retention().apply(Judgement.of(retained, allExpire), GRACE, 100);
  }

  private List<AuditAction> actions(Tenant tenant) {
    return tenant.events().stream().map(AuditEvent::action).toList();
  }

  @Test
  default void aPinnedOrHeldBackupCannotBeDeleted() {
    Tenant tenant = Tenant.register(index());
    Backup pinned = tenant.store(10);
    Backup held = tenant.store(10);

    assertThat(protect(tenant, pinned, new Protection.Pinned()))
        .isEqualTo(new Deletions.ProtectionChanged());
    assertThat(protect(tenant, held, new Protection.Held(LONG_AHEAD)))
        .isEqualTo(new Deletions.ProtectionChanged());

    for (Backup backup : List.of(pinned, held)) {
      assertThat(delete(tenant, backup)).isEqualTo(new DeleteBackup.Protected());
      assertThat(tenant.delete(SOMEBODY, backup.ref(), GRACE))
          .isEqualTo(new DeleteBackup.Protected());
    }
    assertThat(listed(tenant)).hasSize(2);
  }

  @Test
  default void anUnpinnedOrReleasedBackupCanBeDeleted() {
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

  private ProtectResult protectAsPlatform(Backup backup, Protection protection) {
    return index()
        .deletions()
        .protect(new Authority(SOMEBODY, Optional.empty()), backup.id(), protection);
  }

  @Test
  default void whatThePlatformHasProtectedIsEndedByNoOperatorOfTheOrganization() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Backup pinned = tenant.store(10);
    Backup held = tenant.store(10);
    protectAsPlatform(pinned, new Protection.Pinned());
    protectAsPlatform(held, new Protection.Held(LONG_AHEAD));
    var setByPlatform = new Deletions.SetByPlatform();

    assertThat(protect(tenant, pinned, new Protection.Pinned()))
        .isEqualTo(new Deletions.ProtectionChanged());
    assertThat(protect(tenant, pinned, new Protection.Unpinned())).isEqualTo(setByPlatform);
    for (Protection change :
        List.of(new Protection.Released(), new Protection.Held(LONG_AHEAD.minusSeconds(60)))) {
      assertThat(protect(tenant, held, change)).isEqualTo(setByPlatform);
      assertThat(protect(other, held, change)).isEqualTo(new Deletions.NotStored());
    }
    for (Backup backup : List.of(pinned, held)) {
      assertThat(delete(tenant, backup)).isEqualTo(new DeleteBackup.Protected());
    }

    assertThat(protectAsPlatform(pinned, new Protection.Unpinned()))
        .isEqualTo(new Deletions.ProtectionChanged());
    assertThat(protectAsPlatform(held, new Protection.Released()))
        .isEqualTo(new Deletions.ProtectionChanged());
    assertThat(delete(tenant, held)).isEqualTo(new DeleteBackup.Deleted());
  }

  @Test
  default void whatTheOrganizationHasProtectedIsEndedByItUntilThePlatformProtectsItToo() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    for (Protection change :
        List.of(
            new Protection.Pinned(),
            new Protection.Unpinned(),
            new Protection.Held(LONG_AHEAD),
            new Protection.Released(),
            new Protection.Pinned(),
            new Protection.Held(LONG_AHEAD))) {
      assertThat(protect(tenant, backup, change)).isEqualTo(new Deletions.ProtectionChanged());
    }

    protectAsPlatform(backup, new Protection.Pinned());
    protectAsPlatform(backup, new Protection.Held(LONG_AHEAD));

    for (Protection change : List.of(new Protection.Unpinned(), new Protection.Released())) {
      assertThat(protect(tenant, backup, change)).isEqualTo(new Deletions.SetByPlatform());
    }
  }

  @Test
  default void aHoldThatIsAlreadyOverIsRefused() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);

    assertThat(protect(tenant, backup, new Protection.Held(backup.receivedAt())))
        .isEqualTo(new Deletions.HoldIsOver());
    assertThat(actions(tenant)).isEmpty();
  }

  @Test
  default void retentionSeesPinsAndHolds() {
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
  default void aBackupOutOfScopeIsNotFound() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    Backup backup = tenant.store(10);

    assertThat(protect(other, backup, new Protection.Pinned()))
        .isEqualTo(new Deletions.NotStored());
    assertThat(delete(other, backup)).isEqualTo(new DeleteBackup.NotFound());
    delete(tenant, backup);
    assertThat(deleted(other)).isEmpty();
    assertThat(undelete(other, backup)).isEqualTo(new Deletions.NotDeleted());
    assertThat(deleted(tenant)).hasSize(1);
  }

  @Test
  default void deletedBackupsAreListedInPagesLastDeletedFirst() {
    Tenant tenant = Tenant.register(index());
    List<Backup> backups = List.of(tenant.store(1), tenant.store(2), tenant.store(3));
    backups.forEach(backup -> delete(tenant, backup));
    List<DeletedBackup> read = new ArrayList<>();
    var query = new PageQuery(Optional.empty(), 2);

    List<DeletedBackup> first = index().deletions().page(authorityOf(tenant), query);
    read.addAll(first);
    read.addAll(index().deletions().page(authorityOf(tenant), query.after(first.getLast())));

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

    assertThat(undelete(tenant, backup)).isEqualTo(new Deletions.Undeleted());

    assertThat(listed(tenant)).containsExactly(backup);
    assertThat(revision(tenant)).isGreaterThan(before);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
    assertThat(deleted(tenant)).isEmpty();
    assertThat(delete(tenant, backup)).isEqualTo(new DeleteBackup.Deleted());
  }

  @Test
  default void anUndeletedBackupThatRetentionRemovedCountsAgain() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    removeByRetention(tenant);
    assertThat(tenant.organizationNow().used()).isEqualTo(ByteSize.ZERO);

    assertThat(undelete(tenant, backup)).isEqualTo(new Deletions.Undeleted());

    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(10));
  }

  @Test
  default void aBackupThatNoLongerCountsNeedsRoomToBeUndeleted() {
    Tenant full = Tenant.register(index(), new ByteSize(15), ByteSize.ZERO);
    Backup ofFull = full.store(10);
    removeByRetention(full);
    full.begin(full.intent(10));
    Tenant capped = Tenant.register(index(), ByteSize.ZERO, new ByteSize(15));
    Backup ofCapped = capped.store(10);
    removeByRetention(capped);
    capped.begin(capped.intent(10));

    assertThat(undelete(full, ofFull)).isEqualTo(new Deletions.QuotaExceeded());
    assertThat(undelete(capped, ofCapped)).isEqualTo(new Deletions.CapExceeded());

    assertThat(full.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(capped.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(deleted(full)).hasSize(1);
  }

  @Test
  default void aBackupWhosePurgeWasClaimedCannotBeUndeleted() {
    Tenant tenant = Tenant.register(index());
    Backup backup = tenant.store(10);
    tenant.delete(SOMEBODY, backup.ref(), Duration.ZERO);

    assertThat(undelete(tenant, backup)).isEqualTo(new Deletions.PurgeBegun());
    Purge purge =
        index().purges().claimDue("tester", Duration.ofMinutes(1), 1000).stream()
            .filter(due -> due.id().equals(backup.id()))
            .findFirst()
            .orElseThrow();
    index().purges().postpone(purge, "no drive", Duration.ofDays(1));

    assertThat(undelete(tenant, backup)).isEqualTo(new Deletions.PurgeBegun());
    assertThat(deleted(tenant)).extracting(DeletedBackup::purging).containsExactly(true);
  }

  @Test
  default void aBackupThatWasNotDeletedCannotBeUndeleted() {
    Tenant tenant = Tenant.register(index());

    assertThat(undelete(tenant, tenant.store(10))).isEqualTo(new Deletions.NotDeleted());
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
