package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PartsTest {

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }

  private void hang() throws InterruptedException {
    never.await();
    closed.add("hanging");
  }

  @Test
  void partsAreClosedInReverseAndOnce() {
    var parts = new Parts(Duration.ofMinutes(5), Duration.ofMinutes(5));
    parts.keep(part("index"));
    parts.keep(part("scheduler"));
    parts.keepServing(part("listener"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("listener", "scheduler", "index");
  }

  @Test
  void aListenerThatHangsKeepsNothingElseOpen() {
    var parts = new Parts(Duration.ofMillis(50), Duration.ofMinutes(5));
    parts.keep(part("index"));
    parts.keepServing(this::hang);

    parts.close();

    assertThat(closed).containsExactly("index");
  }

  @Test
  void whateverHangsTheProcessCanEnd() {
    var parts = new Parts(Duration.ofMillis(50), Duration.ofMillis(50));
    parts.keepServing(this::hang);
    parts.keep(this::hang);
    parts.keepServing(this::hang);

    parts.close();

    assertThat(closed).isEmpty();
  }

  @Test
  void aPartThatFailsKeepsNothingElseOpen() {
    var parts = new Parts(Duration.ofMillis(50), Duration.ofMinutes(5));
    parts.keep(part("index"));
    parts.keep(() -> {
      throw new IllegalStateException("injected");
    });

    parts.close();

    assertThat(closed).containsExactly("index");
  }
}
