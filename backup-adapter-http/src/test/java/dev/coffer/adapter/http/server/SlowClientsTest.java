package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Helidon times out only silence between requests; each other way to stall is tested here. */
@ParameterizedClass
@EnumSource
class SlowClientsTest {
  private final Channel channel;

  /** At 20 ms each, far longer than any limit allows, and far shorter than a test may take. */
  private static final int MANY = 600;

  private TestServer server;
  private RawClient client;

  SlowClientsTest(Channel channel) {
    this.channel = channel;
  }

  @BeforeEach
  void connect() throws IOException {
    server = new TestServer(TestServer.SHORT, channel);
    client = server.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aSilentConnectionIsClosed() throws IOException {
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aConnectionWhoseRequestLineStopsIsClosed() throws IOException {
    client.sendRaw("GET /hel");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aConnectionWhoseHeadTricklesIsClosed() throws IOException {
    client.sendRaw("GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: ");

    assertThat(client.isClosedWhileTrickling('x', MANY)).isTrue();
  }

  @Test
  void aConnectionWhoseSecondHeadTricklesIsClosed() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");

    assertThat(client.isClosedWhileTrickling('x', MANY)).isTrue();
  }

  @Test
  void aConnectionWhoseBodyStopsIsClosed() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 1000000");
    client.sendRaw(new byte[100_000]);

    assertTooSlow(client);
    assertThat(server.received).hasValue(100_000);
  }

  private static void assertTooSlow(RawClient client) throws IOException {
    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(408);
    assertThat(reply.body())
        .isEqualTo("{\"code\":408,\"message\":\"upload too slow\",\"data\":null}");
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).startsWith("id-");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aBodyThatStopsAfterContinueGetsAReplyToo() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 5");
    assertThat(client.head().status()).isEqualTo(100);

    assertTooSlow(client);
  }

  @Test
  void aBodyThatIsTooSlowIsLoggedAsItsClientSawIt() throws Exception {
    try (var log = new LogCapture(RequestLog.class)) {
      client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 5");

      assertThat(log.next("request broken"))
          .containsEntry("status", "408")
          .containsEntry("broken", "connection closed: slow body");
    }
  }

  @Test
  void aSlowSecondUploadOnTheSameConnectionGetsAReplyToo() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 5").sendRaw("12345");
    assertThat(client.reply().body()).isEqualTo("stored");

    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 5");

    assertTooSlow(client);
  }

  @Test
  void aSteadyBodyThatNeverEndsGetsAReply() throws IOException {
    RequestLimits shortUploads =
        limits(1, Duration.ofHours(1), Duration.ofMillis(500), TestServer.SHORT.maxConnections());
    try (var server = new TestServer(shortUploads, channel);
        var sender = server.connect()) {
      sender.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 1000000");

      assertThat(sender.isAnsweredWhileTrickling('x', MANY)).isTrue();
      assertTooSlow(sender);
      assertThat(server.received.get()).isPositive();
    }
  }

  @Test
  void aConnectionWhoseBodyTricklesIsClosed() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 1000000");

    assertThat(client.isAnsweredWhileTrickling('x', MANY)).isTrue();
    assertTooSlow(client);
  }

  @Test
  void anUnreadSmallBodyThatNeverComesDelaysNoReplyAndClosesTheConnection() throws IOException {
    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: 1000");

    assertThat(client.reply().status()).isEqualTo(401);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void oneConnectionTooManyWaitsUntilAnotherEnds() throws IOException {
    RequestLimits one =
        limits(2048, Duration.ofMillis(500), Duration.ofHours(1), /* maxConnections= */ 1);
    // On plain HTTP, because a handshake would wait for its turn too.
    try (var narrow = new TestServer(one, Channel.PLAIN);
        var first = narrow.connect();
        var second = narrow.connect()) {
      first.send("GET /hello HTTP/1.1", "Host: a");
      assertThat(first.reply().body()).isEqualTo("hello");
      second.send("GET /hello HTTP/1.1", "Host: a");
      assertThat(narrow.served).hasValue(1);

      first.halfClose();

      assertThat(second.reply().body()).isEqualTo("hello");
    }
  }

  @Test
  void aClientThatDoesNotReadItsDownloadIsDisconnected() throws Exception {
    // A high rate, so that the 64 KiB that each write is credited in advance are worth no time.
    try (var fast =
            new TestServer(
                limits(100_000_000, Duration.ofMillis(500), Duration.ofHours(1), 64), channel);
        var reader = fast.connect();
        var log = new LogCapture(RequestLog.class)) {
      reader.send("GET /large HTTP/1.1", "Host: a");
      assertThat(reader.head().status()).isEqualTo(200);

      assertThat(log.next("request broken"))
          .containsEntry("broken", "connection closed: slow reader")
          .containsEntry("status", "200")
          .containsEntry("path", "/large");
      assertThat(reader.rest()).hasSizeLessThan(1 << 30);
    }
  }

  private static RequestLimits limits(
      long minBytesPerSecond, Duration rateWindow, Duration longestUpload, int maxConnections) {
    RequestLimits base = TestServer.SHORT;
    return new RequestLimits(
        base.headDeadline(),
        base.idle(),
        minBytesPerSecond,
        rateWindow,
        longestUpload,
        base.linger(),
        base.lingerBytes(),
        base.leftoverBytes(),
        maxConnections,
        base.maxPerAddress(),
        base.maxRequestLineBytes(),
        base.maxHeaderBytes(),
        base.shutdownGrace());
  }
}
