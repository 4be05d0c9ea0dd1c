package dev.coffer.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Helidon times out silence between requests alone; each other way to stall is tried here. */
class SlowClientsTest {
  /** Far more than any limit allows at 20 ms each, far less than a test may take. */
  private static final int MANY = 600;

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void connect() throws IOException {
    server = new TestServer(TestServer.SHORT);
    client = server.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aSilentConnectionIsCut() throws IOException {
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void anIdleConnectionIsCut() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aRequestLineThatStopsIsCut() throws IOException {
    client.sendRaw("GET /hel");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aHeadThatTricklesIsCut() throws IOException {
    client.sendRaw("GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: ");

    assertThat(client.isCutWhileTrickling('x', MANY)).isTrue();
  }

  @Test
  void aSecondHeadThatTricklesIsCut() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");

    assertThat(client.isCutWhileTrickling('x', MANY)).isTrue();
  }

  @Test
  void aBodyThatStopsIsCut() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 1000000");
    client.sendRaw(new byte[100_000]);

    assertThat(client.rest()).isEmpty();
    assertThat(server.received).hasValue(100_000);
  }

  @Test
  void aBodyThatTricklesIsCut() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 1000000");

    assertThat(client.isCutWhileTrickling('x', MANY)).isTrue();
  }

  @Test
  void anUnreadSmallBodyThatNeverComesDelaysNoReplyAndIsCut() throws IOException {
    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: 1000");

    assertThat(client.reply().status()).isEqualTo(401);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aClientThatDoesNotReadItsDownloadIsCut() throws Exception {
    // A high rate, so that the 64 KiB which each write pays in advance are worth no time.
    try (var fast = new TestServer(limits(100_000_000));
        var reader = fast.connect();
        var log = new LogCapture(RequestLog.class)) {
      reader.send("GET /large HTTP/1.1", "Host: a");
      assertThat(reader.head().status()).isEqualTo(200);

      assertThat(log.next("request broken"))
          .containsEntry("broken", "connection cut: slow reader")
          .containsEntry("status", "200")
          .containsEntry("path", "/large");
      assertThat(reader.rest()).hasSizeLessThan(1 << 30);
    }
  }

  private static RequestLimits limits(long minBytesPerSecond) {
    RequestLimits base = TestServer.SHORT;
    return new RequestLimits(
        base.headDeadline(),
        base.idle(),
        minBytesPerSecond,
        Duration.ofMillis(500),
        base.linger(),
        base.lingerBytes(),
        base.leftoverBytes(),
        base.maxConnections(),
        base.maxHeaderBytes(),
        base.shutdownGrace());
  }
}
