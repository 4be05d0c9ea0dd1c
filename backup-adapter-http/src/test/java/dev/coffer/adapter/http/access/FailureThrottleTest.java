package dev.coffer.adapter.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.http.access.FailureThrottle.Attempt;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.LiveSecrets;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Secret;
import dev.coffer.testkit.fixture.ManualTicker;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";
  private static final byte[] SEED = {1, 2, 3};
  private static final Credentials RIGHT = new Credentials("NETH-1", new Secret("right"));
  private static final Credentials WRONG = new Credentials("NETH-1", new Secret("wrong"));

  private static final int FORGIVEN_HERE = FailureThrottle.ADDRESS.failures();
  private static final int FORGIVEN = FailureThrottle.ALL.failures();

  private final ManualTicker ticker = new ManualTicker();
  private final TestLiveSecrets secrets = new TestLiveSecrets(RIGHT::equals);
  private final FailureThrottle throttle =
      new FailureThrottle(ticker, TrustedProxies.NONE, secrets, SEED);

  private Attempt admit(String address, Credentials credentials) {
    var peer = new InetSocketAddress(InetAddress.ofLiteral(address), 1);
    return throttle.admit(peer, WritableHeaders.create(), credentials);
  }

  /** One wrong attempt, as far as the throttle lets it go; returns how long it has to wait. */
  private Optional<String> fail(String address, Credentials credentials) {
    try (Attempt attempt = admit(address, credentials)) {
      attempt.failed();
      return Optional.empty();
    } catch (RequestRefused e) {
      return Optional.ofNullable(e.failure().headers().get("Retry-After"));
    }
  }

  /** As a client that tries as often as it is let. */
  private int failUntilDelayed(String address) {
    int failures = 0;
    while (fail(address, new Credentials("NETH-" + failures, WRONG.secret())).isEmpty()) {
      failures++;
    }
    return failures;
  }

  private void assertAdmitted(String address) {
    try (Attempt attempt = admit(address, RIGHT)) {
      assertThat(attempt).isNotNull();
    }
  }

  @Test
  void aRightSecretIsAdmittedWhateverCameBeforeFromThereAndEverywhere() {
    for (int host = 1; host < 250; host++) {
      failUntilDelayed("198.51.100." + host);
    }
    failUntilDelayed(HERE);

    for (int login = 0; login < 1_000; login++) {
      assertAdmitted(HERE);
    }
  }

  @Test
  void oneWrongAttemptAMinuteKeepsNobodyOut() {
    failUntilDelayed(HERE);

    for (int minute = 0; minute < 24 * 60; minute++) {
      ticker.advance(Duration.ofMinutes(1));
      fail(HERE, WRONG);
      assertAdmitted(HERE);
    }
  }

  @Test
  void aRightSecretThatWasAddedMeanwhileIsAdmittedAtOnce() {
    failUntilDelayed(HERE);
    var added = new Credentials("NETH-2", new Secret("new"));
    secrets.add(added::equals);

    try (Attempt attempt = admit(HERE, added)) {
      assertThat(attempt).isNotNull();
    }
  }

  @Test
  void aKnownSecretReadsNothing() {
    assertAdmitted(HERE);

    assertThat(secrets.readings).hasValue(0);
  }

  @Test
  void theNetworkOfAClientIsLookedUpOnlyForAFailure() {
    var withoutAddress = UnixDomainSocketAddress.of("/a/peer/that/has/none");

    try (Attempt attempt = throttle.admit(withoutAddress, WritableHeaders.create(), RIGHT)) {
      assertThatThrownBy(attempt::failed).isInstanceOf(ClassCastException.class);
    }
  }

  @Test
  void aFailureOfAKnownSecretCountsForItsNetwork() {
    assertThat(fail(HERE, RIGHT)).isEmpty();

    assertThat(failUntilDelayed(HERE)).isEqualTo(FORGIVEN_HERE - 1);
    assertThat(failUntilDelayed(THERE)).isEqualTo(FORGIVEN_HERE);
  }

  @Test
  void someFailuresOfAnAddressAreForgivenAndThenOneEverySixSeconds() {
    assertThat(failUntilDelayed(HERE)).isEqualTo(FORGIVEN_HERE);
    assertThat(fail(HERE, WRONG)).contains("6");
    assertThat(failUntilDelayed(THERE)).isEqualTo(FORGIVEN_HERE);

    ticker.advance(Duration.ofSeconds(6));
    assertThat(failUntilDelayed(HERE)).isEqualTo(1);
    ticker.advance(Duration.ofDays(1));
    assertThat(failUntilDelayed(HERE)).isEqualTo(FORGIVEN_HERE);
  }

  @Test
  void aHostPartIsNoOtherNetwork() {
    failUntilDelayed("2001:db8::1");

    assertThat(fail("2001:db8::ffff:1", WRONG)).isPresent();
    assertThat(fail("2001:db8:0:1::1", WRONG)).isEmpty();
  }

  @Test
  void allAddressesTogetherAskTheIndexABoundedNumberOfTimes() {
    int asked = 0;
    for (int host = 0; host < 5_000; host++) {
      if (fail("10.0.%d.%d".formatted(host >> 8, host & 255), WRONG).isEmpty()) {
        asked++;
      }
    }

    assertThat(asked).isEqualTo(FORGIVEN);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(failUntilDelayed("10.1.0.1")).isEqualTo(10);
  }

  @Test
  void onlyAFewUnknownSecretsAreAskedAboutAtTheSameTime() {
    List<Attempt> open = new ArrayList<>();
    for (int i = 0; i < FailureThrottle.AT_ONCE; i++) {
      open.add(admit(HERE, WRONG));
    }

    assertThat(fail(HERE, WRONG)).contains("1");
    assertAdmitted(HERE);
    open.forEach(Attempt::close);
    assertThat(fail(HERE, WRONG)).isEmpty();
  }

  @Test
  void aSecretThatTheIndexRefusesIsInDoubtForAWhile() {
    failUntilDelayed(HERE);
    assertThat(fail(HERE, RIGHT)).as("known, and refused by the index").isEmpty();

    assertThat(fail(HERE, RIGHT)).isPresent();
    ticker.advance(FailureThrottle.IN_DOUBT);
    assertAdmitted(HERE);
  }

  @Test
  void aSecretThatCannotBeLookedUpIsNotCalledWrong() {
    var unreachable =
        new LiveSecrets() {
          @Override
          public OptionalLong find(Credentials credentials) {
            return OptionalLong.empty();
          }

          @Override
          public void readNew() {
            throw new StorageUnavailable("index");
          }
        };
    var throttle = new FailureThrottle(ticker, TrustedProxies.NONE, unreachable, SEED);
    var peer = new InetSocketAddress(InetAddress.ofLiteral(HERE), 1);

    for (int i = 0; i < 2 * FORGIVEN_HERE; i++) {
      assertThatThrownBy(() -> throttle.admit(peer, WritableHeaders.create(), RIGHT))
          .isInstanceOf(StorageUnavailable.class);
    }
  }
}
