package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Fleet;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Balancer;
import dev.coffer.boot.process.Load;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance after the other is ended in order and replaced, while appliances go on. */
class RollingRestartIT {

  @TempDir private Path folder;

  private Fleet fleet;

  @BeforeEach
  void start() throws IOException {
    fleet = Fleet.onSharedDirectory(folder);
  }

  @AfterEach
  void stop() throws IOException {
    fleet.close();
  }

  @Test
  void noRequestFailsThatAnInstanceHadTaken() throws Exception {
    ServedVault a = fleet.start();
    ServedVault b = fleet.start();
    List<Appliance> systems =
        List.of(fleet.register(a), fleet.register(a), fleet.register(a), fleet.register(a));
    var load = new Load();
    try (Balancer balancer = Balancer.over(a.base(), b.base())) {
      try {
        systems.forEach(system -> load.add(system.at(balancer.base())));
        load.awaitMore(40);
        assertThat(a.terminate(60)).isTrue();
        load.awaitMore(40);
        ServedVault a2 = fleet.start();
        balancer.use(a2.base(), b.base());
        load.awaitMore(40);
        assertThat(b.terminate(60)).isTrue();
        load.awaitMore(40);
        ServedVault b2 = fleet.start();
        balancer.use(a2.base(), b2.base());
        load.awaitMore(40);
      } finally {
        load.end();
      }

      assertThat(load.unexpected()).isEmpty();
      assertThat(load.unavailable()).isEmpty();
      for (Appliance system : systems) {
        Map<String, Payload> acknowledged = load.acknowledged(system);
        Appliance reader = system.at(balancer.base());
        // No more and no fewer: what the balancer took to a second instance, the first had not
        // taken.
        assertThat(reader.listedIds()).containsExactlyInAnyOrderElementsOf(acknowledged.keySet());
        assertThat(fleet.failed(system)).isEmpty();
        for (Map.Entry<String, Payload> one : acknowledged.entrySet()) {
          assertThat(Payloads.sha256Of(reader.download(one.getKey()).body()))
              .isEqualTo(one.getValue().sha256());
        }
      }
      System.out.printf(
          "rolling restart: %d uploads, %d requests that a closing listener had left unanswered%n",
          load.uploads(), balancer.repeated());
    }
  }
}
