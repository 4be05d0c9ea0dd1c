package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Fleet;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.AtOnce;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.Load;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL that two instances share is killed, or stands still, while they serve. */
class IndexLossIT {

  /** Shorter than the 30 s that instances wait otherwise for an answer from their index. */
  private static final int SOCKET_TIMEOUT_SECONDS = 5;

  /** That an appliance is told, however slow this machine is. */
  private static final Duration BOUND = Duration.ofSeconds(35);

  /** Those of the connection pool, which goes on trying, and of the JVM. */
  private static final int SPARE_THREADS = 10;

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ServedVault a;
  private static ServedVault b;

  @BeforeAll
  static void start() throws Exception {
    fleet = Fleet.onSharedDirectory(folder, "?socketTimeout=" + SOCKET_TIMEOUT_SECONDS);
    List<ServedVault> both = AtOnce.atOnce(List.of(fleet::start, fleet::start));
    a = both.getFirst();
    b = both.getLast();
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
  }

  @Test
  void aKilledIndexIsAnswered503AndNothingAcknowledgedIsLost() throws Exception {
    List<Appliance> systems =
        List.of(fleet.register(a), fleet.register(a), fleet.register(b), fleet.register(b));
    var load = new Load();
    try {
      systems.forEach(load::add);
      load.awaitMore(20);
      fleet.postgres().kill();
      load.awaitUnavailable(8);
      // As late as the next check of the index, which is made every few seconds.
      Eventually.eventually("nobody is ready", () -> !isReady(a) && !isReady(b));
      fleet.postgres().startAgain();
      load.awaitMore(20);
    } finally {
      load.end();
    }

    assertThat(load.unexpected()).isEmpty();
    assertThat(isReady(a) && isReady(b)).isTrue();
    for (Appliance system : systems) {
      Map<String, Payload> acknowledged = load.acknowledged(system);
      assertThat(system.listedIds()).containsAll(acknowledged.keySet());
      for (Map.Entry<String, Payload> one : acknowledged.entrySet()) {
        assertThat(Payloads.sha256Of(system.download(one.getKey()).body()))
            .isEqualTo(one.getValue().sha256());
      }
    }
  }

  @Test
  void aFrozenIndexIsAnswered503InBoundedTimeWithoutPilingUp() throws Exception {
    Appliance system = fleet.register(a);
    byte[] bytes = Payloads.ofLength(1000).bytes();
    String stored = Appliance.idOf(system.upload(bytes));
    List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(system::list);
      requests.add(() -> system.upload(bytes));
    }

    // As many connections, each with a thread, as there will be.
    var _ = AtOnce.atOnce(requests);
    long threads = a.threads();

    fleet.postgres().freeze();
    long frozen = System.nanoTime();
    List<HttpResponse<String>> replies = AtOnce.atOnce(requests);
    var answered = Duration.ofNanos(System.nanoTime() - frozen);
    long threadsAfterwards = a.threads();
    fleet.postgres().thaw();

    assertThat(replies)
        .allSatisfy(reply -> {
          assertThat(reply.statusCode()).isEqualTo(503);
          assertThat(reply.headers().firstValue("Retry-After")).isPresent();
        });
    assertThat(answered).isLessThan(BOUND);
    assertThat(threadsAfterwards).isLessThan(threads + SPARE_THREADS);
    System.out.printf(
        "frozen index: 40 requests answered after %d ms, %d threads before, %d after%n",
        answered.toMillis(), threads, threadsAfterwards);
    Eventually.eventually("served again", () -> system.upload(bytes).statusCode() == 201);
    assertThat(system.listedIds()).contains(stored);
  }

  private static boolean isReady(ServedVault vault) throws IOException, InterruptedException {
    return Appliance.statusOf(vault.base().resolve("/ready")) == 200;
  }
}
