package dev.coffer.adapter.http.access;

import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.LiveSecrets;
import dev.coffer.domain.access.Secret;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Knows what a test says, by a fingerprint of the text. */
public final class TestLiveSecrets implements LiveSecrets {

  /** How often what is new was read. */
  public final AtomicInteger readings = new AtomicInteger();

  private final Predicate<Credentials> known;
  private volatile Predicate<Credentials> added = _ -> false;
  private volatile boolean read = true;

  public TestLiveSecrets(Predicate<Credentials> known) {
    this.known = known;
  }

  /** Found from the next reading on. */
  public void add(Predicate<Credentials> credentials) {
    added = credentials;
    read = false;
  }

  /** As if so many wrong keys had come from this machine that no more is let through. */
  public static void exhaust(FailureThrottle throttle) {
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    var wrong = Credentials.ofApiKey(new Secret("wrong"));
    for (int i = 0; i < FailureThrottle.ADDRESS.failures(); i++) {
      try (FailureThrottle.Attempt attempt =
          throttle.admit(here, WritableHeaders.create(), wrong)) {
        attempt.failed();
      }
    }
  }

  @Override
  public OptionalLong find(Credentials credentials) {
    boolean found = known.test(credentials) || (read && added.test(credentials));
    return found
        ? OptionalLong.of((credentials.user() + ":" + credentials.secret().value()).hashCode())
        : OptionalLong.empty();
  }

  @Override
  public void readNew() {
    readings.incrementAndGet();
    read = true;
  }
}
