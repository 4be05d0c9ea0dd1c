package dev.coffer.adapter.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.FailureThrottle.Attempt;
import dev.coffer.application.Ticker;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";
  private static final byte[] SEED = {1, 2, 3};
  private static final String KEY = "NETH-1";

  private static final int FORGIVEN = FailureThrottle.ADDRESS_AND_KEY.failures();
  private static final int FORGIVEN_HERE = FailureThrottle.ADDRESS.failures();
  private static final int FORGIVEN_KEY = FailureThrottle.KEY.failures();

  private final TestTicker ticker = new TestTicker();
  private final FailureThrottle throttle = new FailureThrottle(ticker, TrustedProxies.NONE, SEED);

  private static final class TestTicker implements Ticker {
    private long nanos = Long.MAX_VALUE - 1_000;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  private static Attempt attempt(FailureThrottle throttle, String address, String key) {
    var peer = new InetSocketAddress(InetAddress.ofLiteral(address), 1);
    return throttle.attempt(peer, WritableHeaders.create(), key);
  }

  private Attempt attempt(String address, String key) {
    return attempt(throttle, address, key);
  }

  /** Fails as often as the throttle allows. */
  private int failUntilDelayed(String address, String key) {
    for (int failures = 0; failures < 10_000; failures++) {
      if (attempt(address, key).delay().isPresent()) {
        return failures;
      }
      attempt(address, key).failed();
    }
    throw new AssertionError("never delayed");
  }

  @Test
  void someFailuresAreForgivenAndThenOneEachMinute() {
    assertThat(failUntilDelayed(HERE, KEY)).isEqualTo(FORGIVEN);
    assertThat(attempt(HERE, KEY).delay()).contains(Duration.ofMinutes(1));

    ticker.pause(Duration.ofSeconds(59));
    assertThat(attempt(HERE, KEY).delay()).contains(Duration.ofSeconds(1));
    ticker.pause(Duration.ofSeconds(1));
    assertThat(failUntilDelayed(HERE, KEY)).isEqualTo(1);

    ticker.pause(Duration.ofDays(1));
    assertThat(failUntilDelayed(HERE, KEY)).isEqualTo(FORGIVEN);
  }

  @Test
  void anotherAddressAndAnotherKeyAreNotDelayed() {
    failUntilDelayed(HERE, KEY);

    assertThat(attempt(THERE, KEY).delay()).isEmpty();
    assertThat(attempt(HERE, "NETH-2").delay()).isEmpty();
  }

  @Test
  void letterCaseAndHostPartMakeNoDifference() {
    failUntilDelayed("2001:db8::1", KEY);

    assertThat(attempt("2001:db8::1", "neth-1").delay()).isPresent();
    assertThat(attempt("2001:db8::ffff:1", KEY).delay()).isPresent();
    assertThat(attempt("2001:db8:0:1::1", KEY).delay()).isEmpty();
  }

  @Test
  void aRightSecretClearsTheFailures() {
    for (int i = 1; i < FORGIVEN; i++) {
      attempt(HERE, KEY).failed();
    }

    attempt(HERE, KEY).succeeded();

    assertThat(failUntilDelayed(HERE, KEY)).isEqualTo(FORGIVEN);
  }

  @Test
  void anAddressThatTriesManyKeysIsRefusedForAllUnprovenKeys() {
    attempt(HERE, "NETH-HONEST").succeeded();

    int failures = 0;
    while (attempt(HERE, "NETH-" + failures).delay().isEmpty()) {
      attempt(HERE, "NETH-" + failures).failed();
      failures++;
    }

    assertThat(failures).isEqualTo(FORGIVEN_HERE);
    assertThat(attempt(HERE, "NETH-9999").delay()).contains(Duration.ofSeconds(6));
    assertThat(attempt(HERE, "NETH-HONEST").delay()).isEmpty();
    assertThat(attempt(THERE, "NETH-9999").delay()).isEmpty();
    ticker.pause(FailureThrottle.PROVEN);
    assertThat(failUntilDelayed(HERE, "NETH-HONEST")).isEqualTo(FORGIVEN);
  }

  @Test
  void aKeyUnderAttackFromManyAddressesAllowsEachNewAddressOneFailure() {
    int failures = 0;
    for (int host = 1; failures < FORGIVEN_KEY; host++) {
      failures += failUntilDelayed("198.51.100." + host, KEY);
    }
    assertThat(failures).isEqualTo(FORGIVEN_KEY);

    assertThat(attempt(HERE, KEY).delay()).isEmpty();
    assertThat(failUntilDelayed(HERE, KEY)).isEqualTo(1);
    assertThat(attempt(THERE, "NETH-2").delay()).isEmpty();
  }

  @Test
  void aRightSecretFromAnotherAddressIsNeverLockedOut() {
    for (int host = 1; host < 250; host++) {
      failUntilDelayed("198.51.100." + host, KEY);
    }

    for (int login = 0; login < 1_000; login++) {
      assertThat(attempt(HERE, KEY).delay()).isEmpty();
      attempt(HERE, KEY).succeeded();
    }
  }

  @Test
  void failuresAtTheSameTimeLockOutNoLongerThanFailuresOneByOne() {
    for (int i = 0; i < 5_000; i++) {
      attempt(HERE, KEY).failed();
    }

    assertThat(attempt(HERE, KEY).delay()).contains(Duration.ofMinutes(1));
  }

  @Test
  void aDelayedClientCannotResetItsDelayByFloodingFromTheSameAddress() {
    var small = new FailureThrottle(ticker, TrustedProxies.NONE, SEED, 64);
    for (int i = 0; i < FORGIVEN; i++) {
      attempt(small, HERE, KEY).failed();
    }

    for (int i = 0; i < 100_000; i++) {
      Attempt other = attempt(small, HERE, "NETH-" + i);
      if (other.delay().isEmpty()) {
        other.failed();
      }
    }

    assertThat(attempt(small, HERE, KEY).delay()).isPresent();
  }

  @Test
  void aFloodOfAddressesDoesNotResetAnyDelay() {
    var small = new FailureThrottle(ticker, TrustedProxies.NONE, SEED, 64);
    var delayed = List.of("198.51.100.1", "198.51.100.2", "198.51.100.3");
    for (String address : delayed) {
      for (int i = 0; i < FORGIVEN; i++) {
        attempt(small, address, KEY).failed();
      }
    }

    for (int i = 0; i < 100_000; i++) {
      attempt(small, "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255), "NETH-9").failed();
    }

    for (String address : delayed) {
      assertThat(attempt(small, address, KEY).delay()).as(address).isPresent();
    }
  }
}
