package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Cases that need days to pass, which the contract cannot wait for. */
class InMemoryFleetFactsTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(BEGINNING);
  private final IndexPorts index = new InMemoryIndex(now::get).ports();

  @Test
  void everySystemIsCountedInItsAgeRange() {
    Tenant.register(index).store(10);

    for (int place = 0; place < LastSuccesses.BOUNDS.size(); place++) {
      now.set(BEGINNING.plus(LastSuccesses.BOUNDS.get(place)).minusSeconds(1));
      assertThat(index.facts().facts().lastSuccesses().byAge().get(place)).isEqualTo(1);

      now.set(BEGINNING.plus(LastSuccesses.BOUNDS.get(place)));
      assertThat(index.facts().facts().lastSuccesses().byAge().get(place + 1)).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsForgottenAfterADay() {
    Tenant tenant = Tenant.register(index);
    Attempt attempt = tenant.begin(tenant.intent(10));
    index.uploads().abandon(attempt, "client gone", Duration.ofDays(9));
    assertThat(index.facts().facts().failedLastDay()).isEqualTo(1);

    now.set(BEGINNING.plus(Duration.ofDays(1)));

    assertThat(index.facts().facts().failedLastDay()).isZero();
  }
}
