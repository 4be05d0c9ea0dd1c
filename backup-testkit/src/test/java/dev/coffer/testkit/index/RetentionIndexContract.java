package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.retention.RetentionIndex.Applied;
import dev.coffer.application.retention.RetentionIndex.ApplyResult;
import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.OrganizationHalted;
import dev.coffer.application.retention.RetentionIndex.Outdated;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.TenantRef.OfOrganization;
import dev.coffer.domain.tenancy.TenantRef.OfOrganizationNamed;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.retention.RetentionIndex} specifies. */
public interface RetentionIndexContract {

  Authority OPERATOR = Authority.atCommandLine("tester");

  /** An index on which nothing else runs retention. */
  IndexPorts index();

  private Tenant newTenant() {
    return Tenant.register(index());
  }

  private static RetentionPolicy newestOf(int count) {
    return new RetentionPolicy(
        count,
        new ByteSize(1L << 40),
        Duration.ofDays(400),
        new RetentionSlots(1, 2, 3, 4, 5),
        Duration.ofHours(36),
        2);
  }

  /** A judgement by which all backups but the newest expire. */
  private static Judgement allButNewest(Retained retained) {
    return Judgement.of(
        retained,
        retained.backups().stream()
            .map(backup ->
                new RetentionVerdict(
                    backup.id(),
                    backup.number() == newest(retained) ? Reason.NEWEST : Reason.BEYOND_COUNT,
                    Optional.empty()))
            .toList());
  }

  private static long newest(Retained retained) {
    return retained.backups().stream().mapToLong(RetainedBackup::number).max().orElse(0);
  }

  private boolean isDue(Tenant tenant) {
    return index()
        .retention()
        .due(Duration.ofHours(1), 100_000)
        .contains(tenant.caller().systemUuid());
  }

  /** Removes all backups but the newest, and returns how many. */
  private int judge(Tenant tenant, int max) {
    return applied(allButNewest(retained(tenant)), max).removed();
  }

  private ApplyResult apply(Judgement judgement, int max) {
    return index().retention().apply(judgement, Duration.ZERO, max);
  }

  private Applied applied(Judgement judgement, int max) {
    if (apply(judgement, max) instanceof Applied applied) {
      return applied;
    }
    throw new AssertionError("outdated: " + judgement);
  }

  private Retained retained(Tenant tenant) {
    return index().retention().retained(tenant.caller().systemUuid()).orElseThrow();
  }

  private List<Backup> listed(Tenant tenant) {
    return index()
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups();
  }

  @Test
  default void theRetainedBackupsAreTheListedOnes() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    tenant.begin(tenant.intent(5));

    Retained retained = retained(tenant);

    assertThat(retained.systemId()).isEqualTo(tenant.caller().systemId());
    assertThat(retained.policy()).isEmpty();
    assertThat(retained.backups())
        .containsExactly(
            new RetainedBackup(
                backup.id(),
                backup.number(),
                backup.receivedAt(),
                backup.size(),
                false,
                false,
                Optional.empty()));
    assertThat(
            index()
                .retention()
                .retained(OPERATOR, tenant.caller().systemId())
                .orElseThrow()
                .backups())
        .isEqualTo(retained.backups());
    assertThat(index().retention().retained(UUID.randomUUID())).isEmpty();
    assertThat(index().retention().retained(OPERATOR, new SystemId("nobody"))).isEmpty();
  }

  @Test
  default void aSystemIsDueUntilItIsJudgedAndAgainAfterEachChange() {
    Tenant tenant = newTenant();
    assertThat(isDue(tenant)).isTrue();

    judge(tenant, 20);
    assertThat(isDue(tenant)).isFalse();
    tenant.store(10);
    assertThat(isDue(tenant)).isTrue();
    judge(tenant, 20);
    assertThat(isDue(tenant)).isFalse();
    assertThat(index().retention().due(Duration.ZERO, 100_000))
        .contains(tenant.caller().systemUuid());
  }

  @Test
  default void aRemovedBackupIsNeitherListedNorCountedAndIsPurgedOnce() {
    Tenant tenant = newTenant();
    Backup old = tenant.store(10);
    Backup newest = tenant.store(20);

    assertThat(judge(tenant, 20)).isEqualTo(1);

    assertThat(listed(tenant)).extracting(Backup::id).containsExactly(newest.id());
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(20));
    List<Purge> due =
        index().purges().claimDue("tester", Duration.ofMinutes(1), 1000).stream()
            .filter(purge -> purge.id().equals(old.id()))
            .toList();
    assertThat(due).hasSize(1);
    index().purges().purged(due.getFirst());
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(20));
  }

  @Test
  default void aRemovalIsAnEventOfTheVault() {
    Tenant tenant = newTenant();
    Backup old = tenant.store(10);
    tenant.store(10);
    judge(tenant, 20);

    var reader =
        new Operator(UUID.randomUUID(), Role.READER, Optional.of(tenant.organization().id()));
    assertThat(index().audit().events(Authority.of(reader), AuditEvents.PageQuery.newest(10)))
        .filteredOn(event -> event.backupId().isPresent())
        .extracting(event -> event.actor().name(), AuditEvent::action, AuditEvent::backupId)
        .containsExactly(tuple("retention", AuditAction.BACKUP_DELETED, Optional.of(old.id())));
  }

  @Test
  default void removalsStopAtTheMaximumAndTheRestIsStillDue() {
    Tenant tenant = newTenant();
    for (int i = 0; i < 4; i++) {
      tenant.store(10);
    }

    assertThat(judge(tenant, 2)).isEqualTo(2);
    assertThat(isDue(tenant)).isTrue();
    assertThat(judge(tenant, 2)).isEqualTo(1);
    assertThat(isDue(tenant)).isFalse();
    assertThat(listed(tenant)).hasSize(1);
  }

  @Test
  default void theRestOfAJudgementIsAppliedWithoutJudgingAgain() {
    Tenant tenant = newTenant();
    for (int i = 0; i < 4; i++) {
      tenant.store(10);
    }

    Applied none = applied(allButNewest(retained(tenant)), 0);
    Applied two = applied(none.rest(), 2);
    Applied last = applied(two.rest(), 2);

    assertThat(none.removed()).isZero();
    assertThat(two.removed()).isEqualTo(2);
    assertThat(last.removed()).isEqualTo(1);
    assertThat(last.rest().verdicts()).isEmpty();
    assertThat(isDue(tenant)).isFalse();
    assertThat(listed(tenant)).hasSize(1);
  }

  @Test
  default void aJudgementOfAListThatHasChangedIsNotApplied() {
    Tenant tenant = newTenant();
    tenant.store(10);
    Backup newest = tenant.store(10);
    Judgement judgement = allButNewest(retained(tenant));

    tenant.delete(newest.ref(), Duration.ofDays(1));

    assertThat(apply(judgement, 20)).isEqualTo(new Outdated());
    assertThat(listed(tenant)).hasSize(1);
    assertThat(isDue(tenant)).isTrue();
  }

  @Test
  default void aJudgementByAPolicyThatHasChangedIsNotApplied() {
    Tenant tenant = newTenant();
    tenant.store(10);
    tenant.store(10);
    Judgement judgement = allButNewest(retained(tenant));

    index()
        .retention()
        .assign(OPERATOR, new OfOrganizationNamed(tenant.organization().name()), newestOf(5));

    assertThat(apply(judgement, 20)).isEqualTo(new Outdated());
    assertThat(listed(tenant)).hasSize(2);
  }

  @Test
  default void aProtectedBackupIsNotRemovedWhateverTheJudgementSays() {
    Tenant tenant = newTenant();
    Backup pinned = tenant.store(10);
    tenant.store(10);
    tenant.store(10);
    index().deletions().protect(OPERATOR, pinned.id(), new Protection.Pinned());
    Judgement judgement = allButNewest(retained(tenant));

    assertThatThrownBy(() -> apply(judgement, 20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(pinned.id().toString());

    assertThat(listed(tenant)).hasSize(3);
    assertThat(tenant.organizationNow().used()).isEqualTo(new ByteSize(30));
    assertThat(isDue(tenant)).isTrue();
  }

  @Test
  default void aJudgementRemovesNothingOfAnotherSystem() {
    Tenant tenant = newTenant();
    tenant.store(10);
    Tenant other = newTenant();
    other.store(10);
    other.store(10);
    Judgement judgement = Judgement.of(retained(tenant), allButNewest(retained(other)).verdicts());

    assertThatThrownBy(() -> apply(judgement, 20)).isInstanceOf(IllegalStateException.class);

    assertThat(listed(tenant)).hasSize(1);
    assertThat(listed(other)).hasSize(2);
  }

  @Test
  default void aTenantOutOfScopeHasNeitherAPolicyNorAPreview() {
    Tenant tenant = newTenant();
    var stranger = new Authority(OPERATOR.actor(), Optional.of(newTenant().organization().id()));
    TenantRef system = new OfSystem(tenant.caller().systemId());
    TenantRef organization = new OfOrganization(tenant.organization().id());
    for (TenantRef owner : List.of(system, organization)) {
      assertThat(index().retention().assign(OPERATOR, owner, newestOf(5))).isTrue();

      assertThat(index().retention().assign(stranger, owner, newestOf(1))).isFalse();
      assertThat(index().retention().unassign(stranger, owner)).isFalse();
      assertThat(index().retention().policy(stranger, owner)).isEmpty();
      assertThat(index().retention().policy(OPERATOR, owner)).contains(newestOf(5));
    }
    assertThat(index().retention().retained(stranger, tenant.caller().systemId())).isEmpty();
  }

  @Test
  default void theNarrowestPolicyWinsAndIsReturnedAsItWasGiven() {
    Tenant tenant = newTenant();
    TenantRef organization = new OfOrganizationNamed(tenant.organization().name());
    TenantRef system = new OfSystem(tenant.caller().systemId());

    assertThat(index().retention().assign(OPERATOR, organization, newestOf(5))).isTrue();
    assertThat(retained(tenant).policy()).contains(newestOf(5));
    assertThat(index().retention().assign(OPERATOR, system, newestOf(6))).isTrue();
    assertThat(index().retention().assign(OPERATOR, system, newestOf(7))).isTrue();
    assertThat(retained(tenant).policy()).contains(newestOf(7));
    assertThat(retained(newTenant()).policy()).isEmpty();
    assertThat(index().retention().policy(OPERATOR, organization)).contains(newestOf(5));
    assertThat(index().retention().unassign(OPERATOR, system)).isTrue();
    assertThat(retained(tenant).policy()).contains(newestOf(5));
    assertThat(index().retention().policy(OPERATOR, system)).isEmpty();
  }

  @Test
  default void aNewPolicyMakesItsSystemsDue() {
    Tenant tenant = newTenant();
    judge(tenant, 20);

    index()
        .retention()
        .assign(OPERATOR, new OfOrganizationNamed(tenant.organization().name()), newestOf(5));

    assertThat(isDue(tenant)).isTrue();
  }

  @Test
  default void aPolicyOfAnUnknownTenantIsNotAssigned() {
    assertThat(
            index().retention().assign(OPERATOR, new OfSystem(new SystemId("nobody")), newestOf(1)))
        .isFalse();
    assertThat(index().retention().unassign(OPERATOR, new OfOrganizationNamed("nobody"))).isFalse();
  }

  private static Authority authorityOf(Tenant tenant) {
    return new Authority(OPERATOR.actor(), Optional.of(tenant.organization().id()));
  }

  private List<Halt> halts(Authority by) {
    return index().retention().halts(by).organizations();
  }

  /** One test, because the passes are the whole index's. */
  @Test
  default void thereIsOnePassInAPeriodAndOneIsAcceptedForAnOrganization() {
    var retention = index().retention();
    Tenant tenant = newTenant();
    UUID organization = tenant.organization().id();
    assertThat(retention.begin(Duration.ZERO)).isPresent();
    assertThat(retention.begin(Duration.ofHours(1))).isEmpty();
    assertThat(retention.begin(Duration.ZERO).orElseThrow().accepted()).isEmpty();
    assertThat(retention.accept(OPERATOR)).isEqualTo(Halts.NONE);

    retention.halt(organization, "a reason");
    retention.halt(organization, "another one");
    assertThat(retention.begin(Duration.ZERO).orElseThrow().accepted()).isEmpty();
    assertThat(halts(OPERATOR))
        .extracting(Halt::organizationId, Halt::organization, Halt::reason)
        .containsExactly(tuple(organization, tenant.organization().name(), "a reason"));

    assertThat(retention.accept(OPERATOR).organizations())
        .extracting(Halt::reason)
        .containsExactly("a reason");
    assertThat(retention.halts(OPERATOR)).isEqualTo(Halts.NONE);
    assertThat(retention.begin(Duration.ofHours(1)).orElseThrow().accepted())
        .containsExactly(organization);
    assertThat(retention.begin(Duration.ZERO).orElseThrow().accepted()).isEmpty();
  }

  @Test
  default void aHaltIsOfOneOrganizationAlone() {
    Tenant halted = newTenant();
    Tenant other = newTenant();
    for (Tenant tenant : List.of(halted, other)) {
      tenant.store(10);
      tenant.store(10);
    }
    Judgement judgement = allButNewest(retained(halted));

    index().retention().halt(halted.organization().id(), "a reason");

    assertThat(isDue(halted)).isFalse();
    assertThat(apply(judgement, 20)).isEqualTo(new OrganizationHalted());
    assertThat(listed(halted)).hasSize(2);
    assertThat(isDue(other)).isTrue();
    assertThat(judge(other, 20)).isEqualTo(1);
    assertThat(listed(other)).hasSize(1);
    index().retention().accept(OPERATOR);
    assertThat(isDue(halted)).isTrue();
  }

  @Test
  default void aHaltIsShownToAndAcceptedByItsOwnOperatorsAndThoseOfAll() {
    Tenant halted = newTenant();
    Tenant other = newTenant();
    TenantRef organization = new OfOrganization(halted.organization().id());
    index().retention().halt(halted.organization().id(), "a reason");
    index().retention().halt(other.organization().id(), "another one");

    assertThat(halts(authorityOf(halted))).extracting(Halt::reason).containsExactly("a reason");
    assertThat(index().retention().accept(authorityOf(other), organization)).isEmpty();
    assertThat(index().retention().accept(authorityOf(other)).organizations())
        .extracting(Halt::reason)
        .containsExactly("another one");
    assertThat(halts(OPERATOR)).extracting(Halt::reason).containsExactly("a reason");
    assertThat(index().retention().accept(OPERATOR, organization).orElseThrow().organizations())
        .extracting(Halt::reason)
        .containsExactly("a reason");
    assertThat(index().retention().accept(OPERATOR, organization)).contains(Halts.NONE);
    assertThat(halts(OPERATOR)).isEmpty();
    assertThat(index().audit().events(authorityOf(halted), AuditEvents.PageQuery.newest(1)))
        .extracting(AuditEvent::action, AuditEvent::detail)
        .containsExactly(tuple(AuditAction.RETENTION_ACCEPTED, "a reason"));
  }

  /** What retention has removed before a halt stays restorable, and nothing else waits. */
  @Test
  default void aHaltKeepsWhatRetentionHasRemovedAndNothingElse() {
    Tenant halted = newTenant();
    Tenant other = newTenant();
    List<BackupId> removed = new ArrayList<>();
    for (Tenant tenant : List.of(halted, other)) {
      removed.add(tenant.store(10).id());
      tenant.store(10);
      judge(tenant, 20);
    }
    Backup deleted = halted.store(10);
    halted.delete(deleted.ref(), Duration.ZERO);

    index().retention().halt(halted.organization().id(), "a reason");

    assertThat(index().purges().claimDue("tester", Duration.ofMinutes(1), 1000))
        .extracting(Purge::id)
        .contains(removed.getLast(), deleted.id())
        .doesNotContain(removed.getFirst());
    assertThat(index().deletions().undelete(authorityOf(halted), removed.getFirst()))
        .isInstanceOf(Deletions.Undeleted.class);
    index().retention().accept(OPERATOR);
  }
}
