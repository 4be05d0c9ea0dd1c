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

/** Tests the throttle as part of the API: before every call, with the replies of the contract. */
class LoginsTest {
  private static final String LIST = "GET /api/systems/backups";
  private static final String ONE = "GET /api/systems/backups/" + TestAppliance.ID;
  private static final int FORGIVEN = 10;

  /** Every client on this machine comes through a trusted proxy. */
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
    assertThat(reply.header("Retry-After")).isEqualTo("60");
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
    assertDelayed(right(call, "192.0.2.1"));
    assertThat(asked).hasValue(FORGIVEN);
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
  void aKeyThatDoesNotExistIsThrottledInTheSameWay() throws IOException {
    for (int i = 0; i < FORGIVEN; i++) {
      Reply known = as(LIST, "NETH-1", "wrong", "192.0.2.1");
      Reply unknown = as(LIST, "NETH-UNKNOWN", "wrong", "192.0.2.1");
      assertThat(unknown.body()).isEqualTo(known.body());
      assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(401);
    }

    assertDelayed(as(LIST, "NETH-1", "wrong", "192.0.2.1"));
    assertDelayed(as(LIST, "NETH-UNKNOWN", "wrong", "192.0.2.1"));
  }

  @Test
  void theRightSecretFromAnotherAddressStillWorks() throws IOException {
    for (int i = 0; i <= FORGIVEN; i++) {
      wrong(LIST);
    }

    assertThat(right(LIST, "192.0.2.2").status()).isEqualTo(200);
    assertThat(right(ONE, "192.0.2.2").status()).isEqualTo(404);
  }

  @Test
  void timeAndARightSecretClearFailures() throws IOException {
    for (int i = 0; i < FORGIVEN; i++) {
      wrong(LIST);
    }
    assertDelayed(wrong(LIST));

    appliance.nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
    for (int i = 0; i < FORGIVEN; i++) {
      assertThat(wrong(ONE).status()).isEqualTo(401);
    }
    assertDelayed(wrong(ONE));
  }

  @Test
  void aRightSecretThatIsRefusedForAnotherReasonIsNoFailure() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.SUSPENDED);
    appliance.list = (_, _) -> new ApplianceBackups.ListRefused(Refusal.NOT_PERMITTED);

    for (int i = 0; i < 3 * FORGIVEN; i++) {
      assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(403);
      assertThat(right(ONE, "192.0.2.1").status()).isEqualTo(403);
    }
  }

  @Test
  void anAttemptDuringAnIndexOutageIsNotCounted() throws IOException {
    appliance.list =
        (_, _) -> {
          throw new StorageUnavailable("index");
        };

    for (int i = 0; i < 3 * FORGIVEN; i++) {
      assertThat(wrong(LIST).status()).isEqualTo(503);
    }
  }

  @Test
  void aRequestWithoutCredentialsIsNotCounted() throws IOException {
    for (int i = 0; i < 3 * FORGIVEN; i++) {
      try (RawClient client = appliance.connect()) {
        client.send(LIST + " HTTP/1.1", "Host: a", "X-Forwarded-For: 192.0.2.1");
        assertThat(client.reply().status()).isEqualTo(401);
      }
    }

    assertThat(right(LIST, "192.0.2.1").status()).isEqualTo(200);
  }
}
