package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.Begun;
import dev.coffer.application.upload.UploadLedger.Committed;
import dev.coffer.application.upload.UploadRefusal.QuotaExceeded;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.tenancy.SystemIndex#reassign} specifies. */
public interface ReassignmentContract {

  Actor REASSIGNER = new Actor(Actor.Kind.COMMAND_LINE, "tester");
  Authority BY_ALL = new Authority(REASSIGNER, Optional.empty());

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private Systems.ReassignResult reassign(Tenant system, Tenant to) {
    return index().systems().reassign(BY_ALL, system.caller().systemId(), to.organization().name());
  }

  private static Authority adminOf(Tenant tenant) {
    return new Authority(REASSIGNER, Optional.of(tenant.organization().id()));
  }

  private static Operator operatorOf(Tenant tenant) {
    return new Operator(UUID.randomUUID(), Role.ADMIN, Optional.of(tenant.organization().id()));
  }

  private static void assertCounts(Tenant owner, long used, long reserved) {
    assertThat(owner.organizationNow().used()).isEqualTo(new ByteSize(used));
    assertThat(owner.organizationNow().reserved()).isEqualTo(new ByteSize(reserved));
  }

  @Test
  default void usedAndReservedBytesMoveWithTheSystem() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index());
    Backup kept = system.store(10);
    Backup deleted = system.store(5);
    system.delete(REASSIGNER, deleted.ref(), Duration.ofDays(1));
    system.begin(system.intent(3));

    assertThat(reassign(system, owner)).isEqualTo(new Systems.Reassigned(new ByteSize(18)));

    assertCounts(system, 0, 0);
    assertCounts(owner, 15, 3);
    assertThat(index().fleet().find(Authority.of(operatorOf(owner)), kept.id())).isPresent();
    assertThat(index().fleet().find(Authority.of(operatorOf(system)), kept.id())).isEmpty();
    assertThat(
            index()
                .backups()
                .list(system.caller().systemId(), List.of(system.hmac()), ListWindow.ALL)
                .orElseThrow()
                .backups())
        .containsExactly(kept);
  }

  @Test
  default void anUploadInProgressEndsUnderTheNewOwner() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index());
    Attempt committed = system.begin(system.intent(10));
    Attempt abandoned = system.begin(system.intent(20));

    reassign(system, owner);

    assertThat(index().uploads().commit(committed, Tenant.newDigests(), Tenant.FIRST_SCRUB))
        .isInstanceOf(Committed.class);
    assertThat(index().uploads().abandon(abandoned, "a reason", Duration.ZERO)).isTrue();
    assertCounts(system, 0, 0);
    assertCounts(owner, 10, 0);
  }

  @Test
  default void anUploadOfACallerRecognisedBeforeBelongsToTheNewOwner() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index(), new ByteSize(10), ByteSize.ZERO);
    reassign(system, owner);

    assertThat(index().uploads().begin(system.intent(10), UploadAllowance.UNLIMITED))
        .isInstanceOf(Begun.class);
    assertThat(index().uploads().begin(system.intent(1), UploadAllowance.UNLIMITED))
        .isEqualTo(new QuotaExceeded());

    assertCounts(system, 0, 0);
    assertCounts(owner, 0, 10);
  }

  @Test
  default void aNewOwnerWithoutRoomIsRefused() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index(), new ByteSize(14), ByteSize.ZERO);
    system.store(10);
    system.begin(system.intent(5));

    assertThat(reassign(system, owner)).isEqualTo(new Systems.QuotaExceeded());

    assertCounts(system, 10, 5);
    assertCounts(owner, 0, 0);
  }

  @Test
  default void theSameOwnerChangesNothing() {
    Tenant system = Tenant.register(index());
    system.store(10);

    assertThat(reassign(system, system)).isEqualTo(new Systems.Reassigned(new ByteSize(10)));

    assertCounts(system, 10, 0);
  }

  @Test
  default void unknownSystemsAndOrganizationsAreRefused() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index());

    assertThat(index().systems().reassign(BY_ALL, system.caller().systemId(), "nobody"))
        .isEqualTo(new Systems.UnknownOrganization());
    assertThat(
            index()
                .systems()
                .reassign(adminOf(owner), system.caller().systemId(), owner.organization().name()))
        .isEqualTo(new Systems.UnknownSystem());
    assertThat(
            index()
                .systems()
                .reassign(adminOf(system), system.caller().systemId(), owner.organization().name()))
        .isEqualTo(new Systems.UnknownOrganization());
  }

  @Test
  default void bothOwnersFindTheEvent() {
    Tenant system = Tenant.register(index());
    Tenant owner = Tenant.register(index());

    reassign(system, owner);

    for (Tenant party : List.of(system, owner)) {
      assertThat(party.events())
          .extracting(AuditEvent::action, AuditEvent::systemId)
          .containsExactly(
              tuple(AuditAction.SYSTEM_REASSIGNED, Optional.of(system.caller().systemId())));
    }
  }
}
