package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ShutdownTest {
  private final Channel channel;
  private TestServer server;
  private RawClient client;

  ShutdownTest(Channel channel) {
    this.channel = channel;
  }

  @BeforeEach
  void connect() throws IOException {
    server = new TestServer(RequestLimits.DEFAULTS, channel);
    client = server.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void shutdownWaitsForNoIdleConnection() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");

    server.close();

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void aRequestInProgressIsFinishedDuringShutdown() throws Exception {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 5").sendRaw("123");
    awaitReceived(3);

    Thread closing = Thread.ofVirtual().start(server::close);
    awaitRefusedConnections();
    client.sendRaw("45");

    assertThat(client.reply().body()).isEqualTo("stored");
    assertThat(client.rest()).isEmpty();
    closing.join();
  }

  @Test
  void aClientStalledInItsHeadDelaysShutdownNoLongerThanItsDeadline() throws Exception {
    var limits = TestServer.SHORT;
    try (var server = new TestServer(withGrace(limits, Duration.ofMinutes(10)), channel);
        var stalled = server.connect()) {
      stalled.send("GET /hello HTTP/1.1", "Host: a");
      assertThat(stalled.reply().body()).isEqualTo("hello");
      stalled.sendRaw("GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: ");

      Thread closing = Thread.ofVirtual().start(server::close);

      // Far less than the grace period, which would end this test otherwise.
      assertThat(closing.join(Duration.ofMinutes(2))).isTrue();
      assertThat(stalled.rest()).isEmpty();
    }
  }

  private static RequestLimits withGrace(RequestLimits limits, Duration grace) {
    return new RequestLimits(
        limits.headDeadline(),
        limits.idle(),
        limits.minBytesPerSecond(),
        limits.rateWindow(),
        limits.longestUpload(),
        limits.linger(),
        limits.lingerBytes(),
        limits.leftoverBytes(),
        limits.maxConnections(),
        limits.maxPerAddress(),
        limits.maxRequestLineBytes(),
        limits.maxHeaderBytes(),
        grace);
  }

  private void awaitReceived(long bytes) {
    while (server.received.get() < bytes) {
      Thread.onSpinWait();
    }
  }

  private void awaitRefusedConnections() {
    try {
      while (true) {
        // Without a handshake, because a server that is closing may drop it.
        new RawClient(server.port()).close();
      }
    } catch (IOException e) {
      // Refused, or reset because it reached the listener while that was being closed.
      assertThat(e).as("the listener is closed").isInstanceOf(SocketException.class);
    }
  }
}
