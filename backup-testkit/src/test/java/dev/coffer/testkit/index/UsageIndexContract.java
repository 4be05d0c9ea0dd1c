package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.UsageDrift;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.usage.UsageIndex} specifies of an index that is right. */
public interface UsageIndexContract {

  /** An index of which nobody else runs audits. */
  IndexPorts index();

  @Test
  default void whatIsStoredDeletedRemovedUnderWayOrFailedIsNoDrift() {
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
}
