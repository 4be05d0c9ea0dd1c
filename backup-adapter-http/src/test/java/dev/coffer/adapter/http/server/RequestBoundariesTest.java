package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the boundaries between requests, against clients that try to shift them. */
@ParameterizedClass
@EnumSource
class RequestBoundariesTest {
  private final Channel channel;
  private static final String HIDDEN = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final byte[] PIECE = new byte[64 * 1024];

  private TestServer server;
  private RawClient client;

  RequestBoundariesTest(Channel channel) {
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
  void aRequestHiddenInARefusedBodyIsNeverExecuted() throws IOException {
    String body = HIDDEN.repeat(6_000);

    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: " + body.length());
    client.sendUntilClosed(body.getBytes(ISO_8859_1), 1);

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void aSmallRefusedBodyIsDiscardedAndTheConnectionStaysOpen() throws IOException {
    String body = HIDDEN.repeat(1_000);

    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: " + body.length());
    client.sendRaw(body).sendRaw(HIDDEN);

    assertThat(client.reply().status()).isEqualTo(401);
    assertThat(client.reply().body()).isEqualTo("hello");
    assertThat(server.served).hasValue(2);
  }

  @Test
  void aClientThatRequestsCloseIsNotWaitedForOnceItsSmallRefusedBodyIsRead() throws IOException {
    try (var server = new TestServer(lingering(Duration.ofHours(1)), channel);
        var sender = server.connect()) {
      sender.send("POST /refused HTTP/1.1", "Host: a", "Connection: close", "Content-Length: 3");
      sender.sendRaw("abc");

      assertThat(sender.reply().status()).isEqualTo(401);
      assertThat(sender.rest()).isEmpty();
      assertThat(server.served).hasValue(1);
    }
  }

  @Test
  void aClientSeesTheEndRightAfterARefusalThatCloses() throws IOException {
    try (var lingering = new TestServer(lingering(Duration.ofHours(1)), channel);
        var sender = lingering.connect()) {
      sender.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: 200000000");
      sender.sendRaw("the first bytes");

      assertThat(sender.reply().status()).isEqualTo(401);
      assertThat(sender.rest()).isEmpty();
    }
  }

  @Test
  void aClientSeesTheEndRightAfterAMalformedRequest() throws IOException {
    try (var lingering = new TestServer(lingering(Duration.ofHours(1)), channel);
        var sender = lingering.connect()) {
      sender.sendRaw("nonsense\r\n\r\n");

      assertThat(sender.reply().status()).isEqualTo(400);
      assertThat(sender.rest()).isEmpty();
    }
  }

  private static RequestLimits lingering(Duration linger) {
    RequestLimits usual = RequestLimits.DEFAULTS;
    return new RequestLimits(
        usual.headDeadline(),
        usual.idle(),
        usual.minBytesPerSecond(),
        usual.rateWindow(),
        usual.longestUpload(),
        linger,
        usual.lingerBytes(),
        usual.leftoverBytes(),
        usual.maxConnections(),
        usual.maxPerAddress(),
        usual.maxRequestLineBytes(),
        usual.maxHeaderBytes(),
        usual.shutdownGrace());
  }

  @Test
  void aBodyOfEmptyLengthIsNotReadThoughItsRequestWasRefusedForItsTarget() throws IOException {
    client.send("POST http://a/hello HTTP/1.1", "Host: a", "Content-Length: ").sendRaw("a\nb");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @Test
  void aBodyOfAnUnknownPathIsNeverExecutedEither() throws IOException {
    String body = HIDDEN.repeat(6_000);

    client.send("POST /nowhere HTTP/1.1", "Host: a", "Content-Length: " + body.length());
    client.sendUntilClosed(body.getBytes(ISO_8859_1), 1);

    assertThat(client.reply().status()).isEqualTo(404);
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void aRefusedClientThatNeverStopsSendingIsDisconnected() throws IOException {
    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: 200000000");

    long pieces = client.sendUntilClosed(PIECE, 3_000);

    assertThat(pieces).isLessThan(1_000);
    assertThat(server.served).hasValue(1);
  }

  @Test
  void aRefusalIsReadableAfterAMegabyteOfBody() throws IOException {
    client.send("POST /refused HTTP/1.1", "Host: a", "Content-Length: 200000000");
    client.sendRaw(new byte[900_000]);

    assertThat(client.reply().status()).isEqualTo(401);
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @Test
  void aRefusedExpectationEndsTheConnectionWithoutContinue() throws IOException {
    String body = HIDDEN.repeat(10);
    client.send(
        "POST /refused HTTP/1.1",
        "Host: a",
        "Expect: 100-continue",
        "Content-Length: " + body.length());

    RawClient.Reply reply = client.reply();
    client.sendUntilClosed(body.getBytes(ISO_8859_1), 1);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void anAcceptedExpectationGetsContinue() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 5");
    assertThat(client.head().status()).isEqualTo(100);

    client.sendRaw("12345").sendRaw(HIDDEN);

    assertThat(client.reply().body()).isEqualTo("stored");
    assertThat(client.reply().body()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "foo, close"})
  void nothingIsServedAfterARequestThatCloses(String connection) throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a", "Connection: " + connection);
    client.sendUntilClosed(HIDDEN.getBytes(ISO_8859_1), 1);

    RawClient.Reply reply = client.reply();
    assertThat(reply.body()).isEqualTo("hello");
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void nothingIsServedAfterAReplyThatCloses() throws IOException {
    client.sendRaw("GET /closing HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN + HIDDEN);

    assertThat(client.reply().body()).isEqualTo("bye");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void requestsSentAtOnceAreServedInOrder() throws IOException {
    client.sendRaw("GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN);

    assertThat(client.reply().body()).isEqualTo("item");
    assertThat(client.reply().body()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "transfer-encoding: Chunked"
      })
  void everyTransferEncodingIsRefusedOnEveryRoute(String header) throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", header);
    client.sendUntilClosed(("5\r\nhello\r\n0\r\n\r\n" + HIDDEN).getBytes(ISO_8859_1), 1);

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(411);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":411,\"message\":\"Content-Length required\",\"data\":{\"expected\":"
                + "\"a body of known length: write it to a file first, then curl -T FILE -X POST\"}}");
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20000000\r\n", "0;", "00000000000000000000"})
  void anEndlessChunkIsNeitherReadNorKept(String chunk) throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
    client.sendRaw(chunk);
    assertThat(client.reply().status()).isEqualTo(411);

    // 512 MiB, which is also the whole heap of this test.
    long pieces = client.sendUntilClosed(PIECE, 8 * 1024);

    assertThat(pieces).isLessThan(1_000);
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 6",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: 9223372036854775808",
        "Content-Length: 99999999999999999999",
        "Content-Length: "
      })
  void anOddContentLengthIsRefused(String header) throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", header);
    client.sendUntilClosed(HIDDEN.getBytes(ISO_8859_1), 1);

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("\"message\":\"invalid Content-Length\"");
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @Test
  void whatFollowsABodyBeyondItsLengthIsNeitherStoredNorServed() throws IOException {
    client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 5");
    client.sendRaw("12345and more of the same").sendUntilClosed(HIDDEN.getBytes(ISO_8859_1), 1);

    assertThat(client.reply().body()).isEqualTo("stored");
    assertThat(server.received).hasValue(5);
    assertThat(client.reply().status()).isEqualTo(400);
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void lengthAndTransferEncodingTogetherAreRefused() throws IOException {
    client.send(
        "POST /upload HTTP/1.1", "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked");
    client.sendUntilClosed(HIDDEN.getBytes(ISO_8859_1), 1);

    assertThat(client.reply().status()).isEqualTo(411);
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }
}
