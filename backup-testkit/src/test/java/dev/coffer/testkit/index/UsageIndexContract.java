package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.UsageDrift;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@link dev.coffer.application.usage.UsageIndex} specifies for an index whose counters are
 * correct.
 */
public interface UsageIndexContract {

  /** An index on which nothing else runs audits. */
  IndexPorts index();

  @Test
  default void backupsInAnyStateAreNoDrift() {
    Tenant tenant = Tenant.register(index());
    tenant.store(10);
    Backup deleted = tenant.store(20);
    tenant.delete(Actor.vault("test"), deleted.ref(), Duration.ofDays(1));
    index().uploads().abandon(tenant.begin(tenant.intent(30)), "a reason", Duration.ofDays(1));
    tenant.begin(tenant.intent(40));

    assertThat(index().usage().drifts())
        .extracting(UsageDrift::owner)
        .doesNotContain(tenant.caller().systemId().value(), tenant.organization().name());
  }

  @Test
  default void thereIsOneAuditInAPeriod() {
    index().usage().begin(Duration.ZERO);

    assertThat(index().usage().begin(Duration.ofDays(1))).isFalse();
    assertThat(index().usage().begin(Duration.ZERO)).isTrue();
  }

  private List<StuckReservations> stuckOf(Tenant tenant, Duration lease) {
    return index().usage().stuckReservations(lease).stream()
        .filter(stuck -> stuck.systemId().equals(tenant.caller().systemId()))
        .toList();
  }

  @Test
  default void aReservationOfAnUploadInProgressIsNotStuck() {
    Tenant tenant = Tenant.register(index());
    tenant.begin(tenant.intent(10));
    index().uploads().abandon(tenant.begin(tenant.intent(20)), "a reason", Duration.ofDays(1));

    assertThat(stuckOf(tenant, Tenant.LEASE)).isEmpty();
  }

  /** With a lease of zero, even a reservation that has just begun is old. */
  @Test
  default void reservationsWhoseLeaseIsOverAreStuckUntilTheyAreReleased() {
    Tenant tenant = Tenant.register(index());
    Instant begun = index().callers().now();
    tenant.begin(tenant.expiredIntent(10));
    tenant.begin(tenant.expiredIntent(20));

    List<StuckReservations> stuck = stuckOf(tenant, Duration.ZERO);
    List<Attempt> recovered =
        index().uploads().claimExpired("tester", Tenant.LEASE, 10_000).stream()
            .filter(attempt -> attempt.systemUuid().equals(tenant.caller().systemUuid()))
            .toList();
    index().uploads().abandon(recovered.getFirst(), "a reason", Duration.ofDays(1));
    List<StuckReservations> released = stuckOf(tenant, Duration.ZERO);
    index().uploads().abandon(recovered.getLast(), "a reason", Duration.ofDays(1));

    assertThat(stuck)
        .singleElement()
        .satisfies(found -> {
          assertThat(found.uploads()).isEqualTo(2);
          assertThat(found.size()).isEqualTo(new ByteSize(30));
          assertThat(found.since()).isBetween(begun, index().callers().now());
        });
    assertThat(released).extracting(StuckReservations::uploads).containsExactly(1L);
    assertThat(stuckOf(tenant, Duration.ZERO)).isEmpty();
  }

  /** Like uploads to a drive that is down: each pass takes a new lease and gives up. */
  @Test
  default void aReservationThatCannotBeRecoveredIsStuckSinceItsFirstEnd() {
    Tenant tenant = Tenant.register(index());
    tenant.begin(tenant.expiredIntent(10));
    List<StuckReservations> before = stuckOf(tenant, Duration.ZERO);

    index().uploads().claimExpired("tester", Duration.ZERO, 10_000);
    index().uploads().claimExpired("tester", Duration.ZERO, 10_000);

    assertThat(before).hasSize(1);
    assertThat(stuckOf(tenant, Duration.ZERO)).isEqualTo(before);
  }

  /** Like after a clock that was wrong and has been corrected. */
  @Test
  default void aReservationWithALeaseThatIsTooLongIsStuck() {
    Tenant tenant = Tenant.register(index());
    tenant.begin(tenant.intent(10));

    assertThat(stuckOf(tenant, Tenant.LEASE.dividedBy(3)))
        .extracting(StuckReservations::uploads)
        .containsExactly(1L);
  }
}
