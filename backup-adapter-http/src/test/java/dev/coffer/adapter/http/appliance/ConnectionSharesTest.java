package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.access.TrustedProxies.Network;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.upload.ApplianceBackups;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A few clients that take all connections, and one that only wants its list. */
final class ConnectionSharesTest {
  private static final String[] PING = {"GET /ping HTTP/1.1", "Host: a"};
  private static final String[] LIST = TestAppliance.head("GET /api/systems/backups");
  private static final int MOST = 32;

  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  @Test
  void connectionsOfOneAddressThatOnlyPingLeaveTheOthersTheirs() throws IOException {
    try (var appliance = appliance(MOST, 8, TrustedProxies.NONE)) {
      for (int i = 0; i < 2 * MOST; i++) {
        connect(appliance, "127.0.0.2").send(PING);
      }

      assertThat(connect(appliance, "127.0.0.1").send(LIST).reply().status()).isEqualTo(200);
      assertThat(clients.getFirst().rest()).as("rested longest").endsWith("{\"message\":\"pong\"}");
    }
  }

  @Test
  void pingsFromEverywhereLeaveAListItsPlaceAndAnUploadItsOwn() throws IOException {
    try (var appliance = appliance(MOST, 8, TrustedProxies.NONE)) {
      RawClient upload = beginUpload(appliance, "127.0.0.1");
      for (int i = 0; i < 4 * MOST; i++) {
        connect(appliance, "127.0.1." + (i + 1)).send(PING);
      }

      assertThat(connect(appliance, "127.0.0.1").send(LIST).reply().status()).isEqualTo(200);
      assertThat(upload.sendRaw("rest").reply().status()).isEqualTo(201);
    }
  }

  @Test
  void anAddressThatUsesItsShareForUploadsGetsNoFurtherConnection() throws IOException {
    try (var appliance = appliance(MOST, 2, TrustedProxies.NONE)) {
      RawClient first = beginUpload(appliance, "127.0.0.2");
      RawClient second = beginUpload(appliance, "127.0.0.2");

      assertThat(connect(appliance, "127.0.0.2").rest()).isEmpty();
      assertThat(connect(appliance, "127.0.0.1").send(LIST).reply().status()).isEqualTo(200);
      assertThat(first.sendRaw("rest").reply().status()).isEqualTo(201);
      assertThat(second.sendRaw("rest").reply().status()).isEqualTo(201);
    }
  }

  @Test
  void aTrustedProxyHasAllConnectionsAndEachClientBehindItItsShareOfRequests() throws IOException {
    var proxies = new TrustedProxies(List.of(Network.parse("127.0.0.2")));
    try (var appliance = appliance(MOST, 2, proxies)) {
      RawClient first = beginUpload(appliance, "127.0.0.2", "X-Forwarded-For: 2001:db8::1");
      RawClient second = beginUpload(appliance, "127.0.0.2", "X-Forwarded-For: 2001:db8::2");
      String[] third = {LIST[0], LIST[1], LIST[2], "X-Forwarded-For: 2001:db8::3"};
      String[] other = {LIST[0], LIST[1], LIST[2], "X-Forwarded-For: 2001:db8:0:1::1"};

      RawClient.Reply refused = connect(appliance, "127.0.0.2").send(third).reply();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.body())
          .isEqualTo("{\"code\":429,\"message\":\"too many requests at once\",\"data\":null}");
      assertThat(connect(appliance, "127.0.0.2").send(other).reply().status()).isEqualTo(200);
      assertThat(first.sendRaw("rest").reply().status()).isEqualTo(201);
      assertThat(connect(appliance, "127.0.0.2").send(third).reply().status()).isEqualTo(200);
      assertThat(second.sendRaw("rest").reply().status()).isEqualTo(201);
    }
  }

  private static TestAppliance appliance(int most, int perAddress, TrustedProxies proxies)
      throws IOException {
    RequestLimits usual = RequestLimits.DEFAULTS;
    var limits =
        new RequestLimits(
            usual.headDeadline(),
            usual.idle(),
            usual.minBytesPerSecond(),
            usual.rateWindow(),
            usual.longestUpload(),
            usual.linger(),
            usual.lingerBytes(),
            usual.leftoverBytes(),
            most,
            perAddress,
            usual.maxRequestLineBytes(),
            usual.maxHeaderBytes(),
            usual.shutdownGrace());
    var appliance =
        new TestAppliance(
            Channel.PLAIN, new HttpConfig("127.0.0.1", 0, Optional.empty(), proxies, limits));
    appliance.store = (_, body) -> read(body);
    return appliance;
  }

  private static ApplianceBackups.StoreResult read(ApplianceBackups.Body body) {
    try (InputStream bytes = body.open()) {
      bytes.readAllBytes();
      return new ApplianceBackups.Stored(TestAppliance.BACKUP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawClient connect(TestAppliance appliance, String from) throws IOException {
    var client = new RawClient(appliance.port(), InetAddress.ofLiteral(from));
    clients.add(client);
    return client;
  }

  /** Waits for "100 Continue", which the vault sends when it knows the client and reads. */
  private RawClient beginUpload(TestAppliance appliance, String from, String... headers)
      throws IOException {
    var all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: 8");
    all.add("Expect: 100-continue");
    RawClient client = connect(appliance, from);
    client.send(TestAppliance.head("POST /api/systems/backups", all.toArray(String[]::new)));
    assertThat(client.head().status()).isEqualTo(100);
    return client.sendRaw("half");
  }
}
