package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditLog.RequestCount;
import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.copies.CopyQueue.Job;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.audit.AuditLog} specifies. */
public interface AuditLogContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private Tenant newTenant() {
    return Tenant.register(index());
  }

  private static Operator operatorOf(Tenant tenant) {
    return new Operator(UUID.randomUUID(), Role.OPERATOR, Optional.of(tenant.organization().id()));
  }

  private List<AuditEvent> events(Tenant tenant) {
    return index()
        .audit()
        .events(Authority.of(operatorOf(tenant)), AuditEvents.PageQuery.newest(100))
        .stream()
        // Leaves out the events of the tenant's registration.
        .filter(event ->
            event.action() != AuditAction.ORGANIZATION_ADDED
                && event.action() != AuditAction.SYSTEM_ADDED)
        .toList();
  }

  @Test
  default void anEventNamesActorActionAndObject() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    var actor = new Actor(Actor.Kind.COMMAND_LINE, "root");

    index().audit().record(actor, AuditAction.COPY_FETCHED, backup.id(), "by hand");

    AuditEvent event = events(tenant).getFirst();
    assertThat(event.actor()).isEqualTo(actor);
    assertThat(event.action()).isEqualTo(AuditAction.COPY_FETCHED);
    assertThat(event.organizationId()).contains(tenant.organization().id());
    assertThat(event.systemId()).contains(tenant.caller().systemId());
    assertThat(event.backupId()).contains(backup.id());
    assertThat(event.detail()).isEqualTo("by hand");
    assertThat(event.at()).isAfterOrEqualTo(backup.receivedAt());
  }

  @Test
  default void countsAreEventsOfTheirSystem() {
    Tenant tenant = newTenant();
    var uploads = Counted.of(AuditAction.BACKUPS_UPLOADED, Actor.of(tenant.caller()));
    var refused = Counted.refusedLogin(tenant.caller().systemId());

    assertThat(
            index()
                .audit()
                .record(List.of(new RequestCount(uploads, 1), new RequestCount(refused, 37))))
        .isEmpty();

    assertThat(events(tenant))
        .extracting(AuditEvent::action, AuditEvent::actor, AuditEvent::systemId, AuditEvent::detail)
        .containsExactlyInAnyOrder(
            tuple(
                AuditAction.BACKUPS_UPLOADED,
                Actor.of(tenant.caller()),
                Optional.of(tenant.caller().systemId()),
                "once"),
            tuple(
                AuditAction.LOGINS_REFUSED,
                Actor.vault("request-counts"),
                Optional.of(tenant.caller().systemId()),
                "37 times"));
  }

  @Test
  default void countsOfWhomTheIndexDoesNotKnowAreReturned() {
    var unknown =
        List.of(
            new RequestCount(Counted.refusedLogin(new SystemId("NETH-" + UUID.randomUUID())), 2),
            new RequestCount(
                Counted.of(
                    AuditAction.REQUESTS_FORBIDDEN,
                    Actor.of(new Operator(UUID.randomUUID(), Role.READER, Optional.empty()))),
                3));

    assertThat(index().audit().record(unknown)).isEqualTo(unknown);
    assertThat(index().audit().record(List.of(new RequestCount(Counted.refusedLogin(), 5))))
        .isEmpty();
  }

  @Test
  default void theNewestEventsComeFirstUpToTheMaximum() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    for (String detail : List.of("first", "second", "third")) {
      index().audit().record(Actor.vault("test"), AuditAction.LINK_MADE, backup.id(), detail);
    }

    assertThat(
            index()
                .audit()
                .events(Authority.of(operatorOf(tenant)), AuditEvents.PageQuery.newest(2)))
        .extracting(AuditEvent::detail)
        .containsExactly("third", "second");
  }

  @Test
  default void anotherOrganizationsEventsAreNotListed() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    index().audit().record(Actor.vault("test"), AuditAction.LINK_MADE, backup.id(), "");

    assertThat(events(newTenant())).isEmpty();
    assertThat(
            index()
                .audit()
                .events(
                    Authority.of(new Operator(UUID.randomUUID(), Role.READER, Optional.empty())),
                    AuditEvents.PageQuery.newest(1000)))
        .extracting(AuditEvent::backupId)
        .contains(Optional.of(backup.id()));
  }

  @Test
  default void aDeletionIsRecordedOnce() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    Actor actor = Actor.of(tenant.caller());

    for (int i = 0; i < 2; i++) {
      tenant.delete(actor, backup.ref(), Duration.ZERO);
    }

    assertThat(events(tenant))
        .extracting(AuditEvent::actor, AuditEvent::action)
        .containsExactly(tuple(actor, AuditAction.BACKUP_DELETED));
  }

  @Test
  default void aRetryIsRecordedUnlessThereWasNothingToRetry() {
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    var actor = new Actor(Actor.Kind.COMMAND_LINE, "tester");
    var by = new Authority(actor, Optional.of(tenant.organization().id()));

    index().copies().retry(by, backup.id());
    index().copies().retry(by, Tenant.newBackupId());

    assertThat(events(tenant))
        .extracting(AuditEvent::actor, AuditEvent::action)
        .containsExactly(tuple(actor, AuditAction.COPIES_RETRIED));
  }

  @Test
  default void damageIsRecordedOnceAndSoIsItsRepair() {
    UUID further = newDrive().id();
    index().drives().arrange(List.of(further));
    Tenant tenant = newTenant();
    Backup backup = tenant.store(10);
    finish(further, tenant);
    UUID copy = copyOn(further, tenant, backup);

    index().backups().markDamaged(copy, "missing");
    index().backups().markDamaged(copy, "missing");
    finish(further, tenant);

    assertThat(events(tenant))
        .extracting(AuditEvent::action)
        .containsExactly(AuditAction.COPY_HEALED, AuditAction.COPY_DAMAGED);
    assertThat(events(tenant))
        .allSatisfy(event -> {
          assertThat(event.actor().kind()).isEqualTo(Actor.Kind.VAULT);
          assertThat(event.detail()).contains(copy.toString());
        });
  }

  private Drive newDrive() {
    return index().drives().known("drive-" + UUID.randomUUID(), "test", UUID.randomUUID()).drive();
  }

  private void finish(UUID drive, Tenant tenant) {
    Job job =
        index().copies().claim(drive, JobKind.FRESH, "tester", Duration.ofMinutes(2), 100).stream()
            .filter(due -> due.systemUuid().equals(tenant.caller().systemUuid()))
            .findFirst()
            .orElseThrow();
    assertThat(index().copies().finish(job, Tenant.FIRST_SCRUB))
        .isEqualTo(CopyQueue.FinishResult.FINISHED);
  }

  private UUID copyOn(UUID drive, Tenant tenant, Backup backup) {
    return index()
        .fleet()
        .find(Authority.of(operatorOf(tenant)), backup.id())
        .orElseThrow()
        .copies()
        .stream()
        .map(FleetCopy::copy)
        .filter(copy -> copy.driveId().equals(drive))
        .findFirst()
        .orElseThrow()
        .id();
  }
}
