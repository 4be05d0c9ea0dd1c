package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.application.deletion.ErasureIndex.Begun;
import dev.coffer.application.deletion.ErasureIndex.Remaining;
import dev.coffer.application.deletion.Erasures.NotSuspended;
import dev.coffer.application.deletion.Erasures.Protected;
import dev.coffer.application.deletion.Erasures.UnknownTenant;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadRefusal.Refused;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@link ErasureIndex} specifies. */
public interface ErasureIndexContract {

  Authority ERASER = Authority.atCommandLine("tester");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** Makes a retired system active directly in the stored rows: no port can. */
  void serveAgain(SystemId id);

  private static TenantRef system(Tenant tenant) {
    return new TenantRef.OfSystem(tenant.caller().systemId());
  }

  private static TenantRef organization(Tenant tenant) {
    return new TenantRef.OfOrganizationNamed(tenant.organization().name());
  }

  private Erasure begin(TenantRef target) {
    if (index().erasures().begin(ERASER, target, true) instanceof Begun(Erasure begun)) {
      return begun;
    }
    throw new AssertionError("not begun: " + target);
  }

  /** Confirms the tenant's purges, as a vault does after it has emptied the drives. */
  private void purge(Tenant tenant) {
    for (Purge purge : index().purges().claimDue("tester", Duration.ofMinutes(10), 10_000)) {
      if (purge.systemUuid().equals(tenant.caller().systemUuid())) {
        index().purges().purged(purge);
      }
    }
  }

  @Test
  default void aServedSystemIsNotErasedUnlessItMayBeSuspended() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);

    assertThat(index().erasures().begin(ERASER, system(tenant), false))
        .isEqualTo(new NotSuspended(List.of(tenant.caller().systemId())));
    assertThat(index().erasures().underWay())
        .noneMatch(erasure -> erasure.ownerId().equals(tenant.caller().systemUuid()));

    index()
        .systems()
        .change(ERASER, tenant.caller().systemId(), Systems.Change.of(SystemState.SUSPENDED));
    assertThat(index().erasures().begin(ERASER, system(tenant), false)).isInstanceOf(Begun.class);
  }

  @Test
  default void onePinnedOrHeldBackupPreventsTheErasure() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    Backup pinned = tenant.store(10);
    index().deletions().protect(ERASER, pinned.id(), new Protection.Pinned());

    assertThat(index().erasures().begin(ERASER, organization(tenant), true))
        .isEqualTo(new Protected(List.of(pinned.id())));

    assertThat(
            index()
                .callers()
                .system(tenant.caller().systemId(), List.of(tenant.hmac()))
                .orElseThrow()
                .system()
                .state())
        .isEqualTo(SystemState.ACTIVE);
  }

  @Test
  default void anUploadInProgressCannotCommitAndDelaysTheErasure() {
    Tenant tenant = Tenant.register(index());
    Attempt attempt = tenant.begin(tenant.intent(10));
    Erasure erasure = begin(system(tenant));
    index().erasures().markDeleting(erasure);

    assertThat(index().uploads().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isEqualTo(new Refused(Refusal.SUSPENDED));
    assertThat(index().erasures().remaining(erasure)).isEqualTo(new Remaining(1, 0, ByteSize.ZERO));
    assertThat(index().erasures().finish(erasure)).isEmpty();
  }

  @Test
  default void everyBackupIsDueImmediatelyAndGoneOnlyWhenItIsPurged() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    Backup deleted = tenant.store(20);
    tenant.delete(ERASER.actor(), deleted.ref(), Duration.ofDays(7));
    index().uploads().abandon(tenant.begin(tenant.intent(40)), "a reason", Duration.ofDays(1));
    Erasure erasure = begin(system(tenant));
    index().erasures().markDeleting(erasure);
    index().erasures().markDeleting(erasure);

    assertThat(index().erasures().remaining(erasure))
        .isEqualTo(new Remaining(0, 3, new ByteSize(30)));
    assertThat(index().erasures().finish(erasure)).isEmpty();
    purge(tenant);

    assertThat(index().erasures().remaining(erasure).isNothing()).isTrue();
    assertThat(tenant.organizationNow().used()).isEqualTo(ByteSize.ZERO);
    assertThat(tenant.organizationNow().reserved()).isEqualTo(ByteSize.ZERO);
    assertThat(index().erasures().finish(erasure).orElseThrow().finishedAt()).isPresent();
  }

  @Test
  default void anErasureIsReportedAgainWhenItIsRequestedAgain() {
    Tenant tenant = Tenant.register(index());
    Backup first = tenant.store(10);
    Backup second = tenant.store(20);
    erase(tenant, system(tenant));

    Erasure again = begin(system(tenant));

    assertThat(again.finishedAt()).isPresent();
    assertThat(again.backups()).isEqualTo(2);
    assertThat(again.size()).isEqualTo(new ByteSize(30));
    List<ErasedBackup> page = index().erasures().erased(again, Optional.empty(), 1);
    List<ErasedBackup> rest =
        index().erasures().erased(again, Optional.of(page.getFirst().id()), 10);
    assertThat(Stream.concat(page.stream(), rest.stream()))
        .extracting(ErasedBackup::id, ErasedBackup::size, ErasedBackup::sha256)
        .containsExactlyInAnyOrder(
            tuple(first.id(), first.size(), first.sha256()),
            tuple(second.id(), second.size(), second.sha256()));
    assertThat(page.getFirst().drives()).contains("contract");
  }

  private void erase(Tenant tenant, TenantRef target) {
    Erasure erasure = begin(target);
    index().erasures().markDeleting(erasure);
    purge(tenant);
    assertThat(index().erasures().finish(erasure)).isPresent();
  }

  @Test
  default void nothingIsLeftOfAnErasedSystemAndItsKeyIsFree() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    erase(tenant, system(tenant));

    assertThat(index().callers().system(tenant.caller().systemId(), List.of(tenant.hmac())))
        .isEmpty();
    assertThat(index().organizations().find(TestVault.AUTHORITY, tenant.organization().name()))
        .isPresent();
    assertThat(index().erasures().underWay())
        .noneMatch(erasure -> erasure.ownerId().equals(tenant.caller().systemUuid()));
  }

  @Test
  default void neitherSystemsNorKeysAreLeftOfAnErasedOrganization() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    var key = new Operator(UUID.randomUUID(), Role.READER, Optional.of(tenant.organization().id()));
    var hmac = Tenant.newHmac();
    index()
        .apiKeys()
        .add(Authority.ofVault("test"), key, "key " + key.keyId(), Duration.ZERO, hmac);
    erase(tenant, organization(tenant));

    assertThat(index().organizations().find(TestVault.AUTHORITY, tenant.organization().name()))
        .isEmpty();
    assertThat(index().callers().operator(List.of(hmac))).isEmpty();
    assertThat(index().callers().system(tenant.caller().systemId(), List.of(tenant.hmac())))
        .isEmpty();
  }

  @Test
  default void anOrganizationIsErasedByItsIdAndReportedAgainByIt() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    var target = new TenantRef.OfOrganization(tenant.organization().id());
    erase(tenant, target);

    Erasure again = begin(target);

    assertThat(again.finishedAt()).isPresent();
    assertThat(again.name()).isEqualTo(tenant.organization().name());
    assertThat(again.kind()).isEqualTo(Erasure.Kind.ORGANIZATION);
    assertThat(begin(organization(tenant))).isEqualTo(again);
  }

  @Test
  default void aSystemThatIsServedAgainIsNotDeleted() {
    Tenant tenant = Tenant.register(index());
    Erasure erasure = begin(system(tenant));
    serveAgain(tenant.caller().systemId());
    tenant.store(10);

    index().erasures().markDeleting(erasure);

    assertThat(index().erasures().remaining(erasure))
        .isEqualTo(new Remaining(0, 1, new ByteSize(10)));
    purge(tenant);
    assertThat(index().erasures().finish(erasure)).isEmpty();
    assertThat(index().fleet().system(ERASER, tenant.caller().systemId()).orElseThrow().backups())
        .hasSize(1);
  }

  @Test
  default void unknownTenantsAndThoseOutOfScopeAreNotFound() {
    Tenant tenant = Tenant.register(index());
    Tenant other = Tenant.register(index());
    var stranger = new Authority(ERASER.actor(), Optional.of(other.organization().id()));

    assertThat(index().erasures().begin(ERASER, new TenantRef.OfOrganizationNamed("nobody"), true))
        .isEqualTo(new UnknownTenant());
    assertThat(index().erasures().begin(stranger, system(tenant), true))
        .isEqualTo(new UnknownTenant());
    assertThat(index().erasures().begin(stranger, organization(tenant), true))
        .isEqualTo(new UnknownTenant());
    var byId = new TenantRef.OfOrganization(tenant.organization().id());
    assertThat(index().erasures().begin(stranger, byId, true)).isEqualTo(new UnknownTenant());
    var ofSystem = new TenantRef.OfOrganization(tenant.caller().systemUuid());
    assertThat(index().erasures().begin(ERASER, ofSystem, true)).isEqualTo(new UnknownTenant());
  }

  @Test
  default void beginningAndEndAreRecordedOnce() {
    Tenant tenant = Tenant.register(index());
    erase(tenant, system(tenant));
    begin(system(tenant));

    assertThat(tenant.events())
        .extracting(AuditEvent::action)
        .containsExactly(AuditAction.ERASURE_FINISHED, AuditAction.ERASURE_BEGUN);
  }
}
