package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.monitoring.Figures.Reading;
import dev.coffer.application.monitoring.Figures.Shown;
import dev.coffer.application.monitoring.FleetFacts;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long counted metrics are shown. */
class FactsTest {

  private static final Facts FACTS =
      new Facts(
          List.of(),
          new LastSuccesses(Collections.nCopies(LastSuccesses.BOUNDS.size() + 1, 1L), 3),
          1,
          2,
          3,
          new ByteSize(4),
          new ByteSize(5));

  private static final Map<String, Long> FINISHED = Map.of("main", 5L);

  private final AtomicBoolean slow = new AtomicBoolean();
  private final ManualTicker ticker = new ManualTicker();
  private final VaultUseCases vault = vault();

  private VaultUseCases vault() {
    IndexPorts memory = new InMemoryIndex(InstantSource.system()).ports();
    var ports =
        new IndexPorts(
            memory.clock(),
            memory.callers(),
            memory.backups(),
            memory.uploads(),
            memory.purges(),
            memory.copies(),
            memory.fleet(),
            counted(),
            memory.audit(),
            memory.retention(),
            memory.deletions(),
            memory.erasures(),
            memory.tenantSnapshots(),
            memory.usage(),
            memory.organizations(),
            memory.systems(),
            memory.credentials(),
            memory.apiKeys(),
            memory.drives(),
            memory.unfinishedUploads());
    UUID id = UUID.randomUUID();
    var drive =
        new Drives.Mounted(new Drive(id, "main", "memory"), InMemoryBlobStore.initialised(id));
    return TestVault.useCases(ports, new Drives(List.of(drive)), ticker);
  }

  private FleetFacts counted() {
    return new FleetFacts() {
      @Override
      public Facts facts() {
        return answer(FACTS);
      }

      @Override
      public Map<String, Long> finishedCopies() {
        return answer(FINISHED);
      }
    };
  }

  private <T> T answer(T answer) {
    if (slow.get()) {
      throw new StorageUnavailable("too slow");
    }
    return answer;
  }

  private void pass(Duration time) {
    ticker.advance(time);
    askIndex();
  }

  private void askIndex() {
    vault.run("health-index");
    vault.run("health-drive-main");
  }

  private Shown shown() {
    return vault.figures().show();
  }

  @BeforeEach
  void theIndexAnswers() {
    askIndex();
  }

  @Test
  void nothingIsShownBeforeItWasCounted() {
    assertThat(shown()).isEqualTo(new Shown(Optional.empty(), Optional.empty()));
  }

  @Test
  void countedMetricsAreShownWithTheirAge() {
    vault.run("count-figures");
    pass(Duration.ofSeconds(20));
    vault.run("count-finished");
    pass(Duration.ofSeconds(9));

    assertThat(shown().facts()).contains(new Reading<>(FACTS, Duration.ofSeconds(29)));
    assertThat(shown().finishedCopies()).contains(new Reading<>(FINISHED, Duration.ofSeconds(9)));
  }

  @Test
  void aPassThatFailsLeavesTheLastAnswerForAWhile() {
    vault.run("count-figures");
    slow.set(true);

    pass(Duration.ofMinutes(2));
    assertThatThrownBy(() -> vault.run("count-figures")).isInstanceOf(StorageUnavailable.class);
    assertThat(shown().facts()).isPresent();

    pass(Duration.ofSeconds(1));
    assertThat(shown().facts()).isEmpty();
  }

  @Test
  void nothingIsShownWhileTheIndexDoesNotAnswer() {
    vault.run("count-figures");
    vault.run("count-finished");

    ticker.advance(Duration.ofSeconds(11));
    assertThat(shown()).isEqualTo(new Shown(Optional.empty(), Optional.empty()));

    askIndex();
    assertThat(shown().facts()).isPresent();
    assertThat(shown().finishedCopies()).isPresent();
  }
}
