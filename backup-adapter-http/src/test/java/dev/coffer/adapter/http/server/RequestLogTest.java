package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.TrustedProxies;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {
  private static final String UNREADABLE =
      "a trusted proxy forwarded a client as \"{}\", which is no IP address: such requests"
          + " count as the proxy's own. Let it send the address. Reported once";

  private LogCapture log;
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void connect() throws IOException {
    log = new LogCapture(RequestLog.class);
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    log.close();
  }

  @Test
  void aRequestIsLoggedOnceUnderTheIdInItsReply() throws Exception {
    client.send("GET /hello?token=secret1 HTTP/1.1", "Host: a", "Authorization: Basic secret2");
    String id = client.reply().header("X-Request-Id");

    Map<String, String> event = log.next("request");
    assertThat(event)
        .containsEntry("request_id", id)
        .containsEntry("method", "GET")
        .containsEntry("path", "/hello")
        .containsEntry("status", "200")
        .containsEntry("remote", "127.0.0.1")
        .containsKeys("bytes", "millis");
    assertThat(event.toString()).doesNotContain("secret");
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void everyRequestHasItsOwnId() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    String first = client.reply().header("X-Request-Id");
    client.send("GET /nowhere HTTP/1.1", "Host: a");
    String second = client.reply().header("X-Request-Id");

    assertThat(first).isNotEmpty().isNotEqualTo(second);
    assertThat(second).isNotEmpty();
  }

  @Test
  void aRequestThatNeverReachedARouteIsLoggedToo() throws Exception {
    client.sendRaw("GET /he\u0007llo?token=secret HTTP/9\r\n\r\n");
    String id = client.reply().header("X-Request-Id");

    assertThat(log.next("request"))
        .containsEntry("request_id", id)
        .containsEntry("status", "400")
        .containsEntry("path", "/he_llo");
  }

  @Test
  void aFailedRequestIsLoggedWithTheStatusItsClientSaw() throws Exception {
    client.send("GET /broken HTTP/1.1", "Host: a");
    assertThat(client.reply().status()).isEqualTo(500);

    assertThat(log.next("request")).containsEntry("status", "500");
  }

  @Test
  void aBrokenDownloadIsLoggedAsBroken() throws Exception {
    client.send("GET /short HTTP/1.1", "Host: a");
    client.rest();

    assertThat(log.next("request broken")).containsEntry("path", "/short");
  }

  @Test
  void aForwardedClientThatCannotBeReadIsReportedOnce() throws Exception {
    var config =
        new HttpConfig(
            "127.0.0.1",
            0,
            Optional.empty(),
            new TrustedProxies(List.of(TrustedProxies.Network.parse("127.0.0.0/8"))),
            RequestLimits.DEFAULTS);
    try (var proxied = new TestServer(config, Channel.PLAIN);
        RawClient proxy = proxied.connect()) {
      for (String forwarded : List.of("203.0.113.9:4711", "un known", "nobody")) {
        proxy.send("GET /hello HTTP/1.1", "Host: a", "X-Forwarded-For: " + forwarded);
        proxy.reply();
      }

      assertThat(log.next("request")).containsEntry("remote", "203.0.113.9");
      assertThat(log.next(UNREADABLE)).isNotNull();
      assertThat(log.next("request")).containsEntry("remote", "127.0.0.1");
      assertThat(log.next("request")).containsEntry("remote", "127.0.0.1");
      assertThat(log.rest()).isEmpty();
    }
  }
}
