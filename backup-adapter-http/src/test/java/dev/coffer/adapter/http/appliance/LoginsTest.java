package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.backup.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The throttle where it stands: before every call, in the words of the contract. */
class LoginsTest {
  private static final String LIST = "GET /api/systems/backups";
  private static final String ONE = "GET /api/systems/backups/" + TestAppliance.ID;
  private static final int FORGIVEN = 100;

  /** Everybody on this machine comes through a proxy of ours. */
  private final TestAppliance appliance =
      new TestAppliance(
          Channel.PLAIN,
          new HttpConfig(
              "127.0.0.1",
              0,
              Optional.empty(),
              new TrustedProxies(List.of(TrustedProxies.Network.parse("127.0.0.0/8"))),
              RequestLimits.DEFAULTS));

  @AfterEach
  void close() {
    appliance.close();
  }

  private Reply as(String call, String user, String secret, String address) throws IOException {
    try (RawClient client = appliance.connect()) {
      client.send(
          call + " HTTP/1.1",
          "Host: a",
          "X-Forwarded-For: " + address,
          "Content-Length: " + (call.startsWith("POST") ? 1 : 0),
          "Authorization: Basic " + TestAppliance.basic(user, secret));
      return client.reply();
    }
  }

  private Reply wrong(String call) throws IOException {
    return as(call, "NETH-1", "wrong", "192.0.2.1");
  }

  private Reply right(String call, String address) throws IOException {
    return as(call, "NETH-1", TestAppliance.SECRET, address);
  }

  private static void assertDelayed(Reply reply) {
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.header("Retry-After")).isEqualTo("6");
    assertThat(reply.headers()).doesNotContainKey("WWW-Authenticate");
    assertThat(reply.body())
        .isEqualTo("{\"code\":429,\"message\":\"too many failed attempts\",\"data\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LIST,
        ONE,
        "POST /api/systems/backups",
        "DELETE /api/systems/backups/x",
        "PUT /api/systems/backups"
      })
  void afterTooManyWrongSecretsTheIndexIsNotEvenAsked(String call) throws IOException {
    var asked = new AtomicInteger();
    appliance.recognise =
        (_, _) -> {
          asked.incrementAndGet();
          return new RecogniseSystem.Refused(Refusal.UNKNOWN);
        };
    appliance.list =
        (_, _) -> {
          asked.incrementAndGet();
          return new ApplianceBackups.ListRefused(Refusal.UNKNOWN);
        };

    for (int i = 0; i < FORGIVEN; i++) {
      assertThat(wrong(call).status()).isEqualTo(401);
    }

    assertDelayed(wrong(call));
    assertThat(asked).hasValue(FORGIVEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, FORGIVEN, 3 * FORGIVEN})
  void theRightSecretFromTheSameAddressGoesOn(int wrongOnes) throws IOException {
    for (int i = 0; i < wrongOnes; i++) {
      wrong(LIST);
    }

    assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
    assertThat(right(ONE, "192.0.2.1").status()).isEqualTo(404);
  }

  @Test
  void oneWrongSecretAMinuteKeepsNobodyOut() throws IOException {
    for (int minute = 0; minute < 3 * FORGIVEN; minute++) {
      wrong(LIST);
      assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
      appliance.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    }
  }

  @Test
  void inventedKeysKeepOutNobodyWhoHasNeverLoggedInHere() throws IOException {
    for (int i = 0; i < 2 * FORGIVEN; i++) {
      as(LIST, "NETH-" + (1_000 + i), "wrong", "192.0.2.1");
    }

    assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
  }

  @Test
  void allCallsCountTogether() throws IOException {
    for (int i = 0; i < FORGIVEN / 2; i++) {
      wrong(LIST);
      wrong(ONE);
    }

    assertDelayed(wrong(LIST));
    assertDelayed(wrong(ONE));
  }

  @Test
  void aKeyThatDoesNotExistLooksTheSame() throws IOException {
    for (int i = 0; i < FORGIVEN / 2; i++) {
      Reply known = as(LIST, "NETH-1", "wrong", "192.0.2.1");
      Reply unknown = as(LIST, "NETH-UNKNOWN", "wrong", "192.0.2.1");
      assertThat(unknown.body()).isEqualTo(known.body());
      assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(401);
    }

    assertDelayed(as(LIST, "NETH-1", "wrong", "192.0.2.1"));
    assertDelayed(as(LIST, "NETH-UNKNOWN", "wrong", "192.0.2.1"));
  }

  @Test
  void timeTakesFailuresBack() throws IOException {
    for (int i = 0; i < FORGIVEN; i++) {
      wrong(LIST);
    }
    assertDelayed(wrong(LIST));

    appliance.nanos.addAndGet(Duration.ofSeconds(6).toNanos());

    assertThat(wrong(ONE).status()).isEqualTo(401);
    assertDelayed(wrong(ONE));
  }

  @Test
  void whoHasTheRightSecretButMayNotGoOnGuessedNothing() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.SUSPENDED);
    appliance.list = (_, _) -> new ApplianceBackups.ListRefused(Refusal.NOT_PERMITTED);

    for (int i = 0; i < 3 * FORGIVEN; i++) {
      assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(403);
      assertThat(right(ONE, "192.0.2.1").status()).isEqualTo(403);
    }
  }

  @Test
  void whatTheIndexCouldNotTellCountsForNobody() throws IOException {
    appliance.list =
        (_, _) -> {
          throw new StorageUnavailable("index");
        };

    for (int i = 0; i < 3 * FORGIVEN; i++) {
      assertThat(wrong(LIST).status()).isEqualTo(503);
    }
  }

  @Test
  void noCredentialsAreNoGuess() throws IOException {
    for (int i = 0; i < 3 * FORGIVEN; i++) {
      try (RawClient client = appliance.connect()) {
        client.send(LIST + " HTTP/1.1", "Host: a", "X-Forwarded-For: 192.0.2.1");
        assertThat(client.reply().status()).isEqualTo(401);
      }
    }

    assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
  }
}
