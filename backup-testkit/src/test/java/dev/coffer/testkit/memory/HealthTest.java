package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.monitoring.Health.Status;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.TestVault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
  private final AtomicBoolean down = new AtomicBoolean();
  private final ManualTicker ticker = new ManualTicker();
  private final VaultUseCases vault =
      TestVault.useCases(
          index,
          new Drives(List.of(drive("main", new AtomicBoolean()), drive("away", down))),
          ticker);

  private static Mounted drive(String label, AtomicBoolean down) {
    UUID id = UUID.randomUUID();
    return new Mounted(
        new Drive(id, label, "memory"),
        FailingBlobStore.downWhile(InMemoryBlobStore.initialised(id), down::get));
  }

  private void checkAll() {
    vault.run("health-index");
    vault.run("health-drive-main");
    vault.run("health-drive-away");
  }

  private Status health() {
    return vault.health().status();
  }

  @Test
  void whatWasNeverAskedIsDown() {
    assertThat(health().isUp()).isFalse();
    assertThat(health().drives()).containsEntry("main", false).containsEntry("away", false);
  }

  @Test
  void whatAnswersIsUpAndTheRestIsDown() {
    down.set(true);

    checkAll();

    assertThat(health().isUp()).isTrue();
    assertThat(health().index()).isTrue();
    assertThat(health().drives())
        .containsExactly(Map.entry("main", true), Map.entry("away", false));
  }

  @Test
  void anAnswerCountsForTenSeconds() {
    checkAll();

    ticker.advance(Duration.ofSeconds(10));
    assertThat(health().isUp()).isTrue();
    ticker.advance(Duration.ofNanos(1));
    assertThat(health().isUp()).isFalse();
    checkAll();
    assertThat(health().isUp()).isTrue();
  }
}
