package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.reply.ErrorBody;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.drives.StorageUnavailable;
import io.helidon.http.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class ErrorRepliesTest {
  private final Channel channel;
  private TestServer server;
  private RawClient client;

  ErrorRepliesTest(Channel channel) {
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
  void anUnknownPathIsNotFoundInTheEnvelope() throws IOException {
    client.send("GET /nowhere HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"code\":404,\"message\":\"not found\",\"data\":null}");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    assertThat(reply.headers()).doesNotContainKey("Server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "OPTIONS", "TRACE", "PROPFIND"})
  void aWrongMethodIsRefusedWithTheAllowedOnes(String method) throws IOException {
    client.send(method + " /hello HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(reply.body())
        .isEqualTo("{\"code\":405,\"message\":\"method not allowed\",\"data\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/items/7", "/items/7/", "/items/7?a=b"})
  void aTrailingSlashMakesNoDifference(String path) throws IOException {
    client.send("GET " + path + " HTTP/1.1", "Host: a");

    assertThat(client.reply().body()).isEqualTo("item");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /hello HTTP/3.0\r\nHost: a\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /hello HTTP/1.1\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: b\r\n folded\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nX-A : b\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n",
        "GET /hello HTTP/1.1\nHost: a\n\n",
        "G\0T /hello HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t /hello HTTP/1.1\r\nHost: a\r\n\r\n",
        "G\u00c4T /hello HTTP/1.1\r\nHost: a\r\n\r\n",
        "G{T /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void aMalformedRequestIsRefusedOnceAndTheConnectionClosed(String request) throws IOException {
    client.sendRaw(request).sendRaw("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("{\"code\":400,\"message\":\"bad request\",\"data\":null}");
    assertThat(reply.header("X-Request-Id")).isNotEmpty();
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET http://a/hello", "GET hello", "OPTIONS *", "GET ../hello", "GET /items\\7"})
  void aTargetThatIsNoPathIsABadRequest(String request) throws IOException {
    client.send(request + " HTTP/1.1", "Host: a");

    assertThat(client.reply().body())
        .isEqualTo("{\"code\":400,\"message\":\"bad request\",\"data\":null}");
    assertThat(server.served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hello;x",
        "/items;x/7",
        "/items/7;",
        "//hello",
        "/items//7",
        "/hello//",
        "/./hello",
        "/items/.",
        "/items/../hello",
        "/items/..",
        "/items/..?a=b",
        "/%68ello",
        "/%48ello",
        "/items/%37",
        "/hello%2f",
        "/items%2F7",
        "/items%5C7",
        "/%2e/hello",
        "/items/%2E%2e/hello",
        "/hello%3bx",
        "/items/%252e",
        "/hello#x",
        "/items/7?a=b#x",
      })
  void aPathThatIsNotInNormalFormIsRefusedBeforeAuthentication(String target) throws IOException {
    client.send("GET " + target + " HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo("{\"code\":400,\"message\":\"path not in normal form\",\"data\":null}");
    assertThat(server.served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/items/7/",
        "/items/.../",
        "/items/.a",
        "/items/a.",
        "/items/a%20b",
        "/items/%C3%A9",
        "/items/a@b:c,d=e",
        "/items/7?next=//a/../b;c%2f%41",
      })
  void aPathInNormalFormReachesItsRoute(String target) throws IOException {
    client.send("GET " + target + " HTTP/1.1", "Host: a");

    assertThat(client.reply().body()).isEqualTo("item");
  }

  @Test
  void aLineTooLongIs414() throws IOException {
    client.send("GET /" + "x".repeat(5_000) + " HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(414);
    assertThat(reply.body()).startsWith("{\"code\":414,");
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @Test
  void aLineOfAMegabyteIs414AndNotKept() throws IOException {
    client.sendUntilClosed(("GET /" + "x".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII), 1);

    assertThat(client.reply().status()).isEqualTo(414);
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @Test
  void tenThousandHeadersAreABadRequest() throws IOException {
    String headers = "GET /hello HTTP/1.1\r\nHost: a\r\n" + "X-A: b\r\n".repeat(10_000) + "\r\n";
    client.sendUntilClosed(headers.getBytes(StandardCharsets.US_ASCII), 1);

    assertThat(client.reply().status()).isEqualTo(400);
    assertThat(client.restAfterHangingUp()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @Test
  void headersTooLargeAreABadRequest() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a", "X-Large: " + "x".repeat(20_000));

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("{\"code\":400,\"message\":\"bad request\",\"data\":null}");
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @Test
  void anotherHttpVersionIsTheClientsFault() throws IOException {
    client.send("GET /hello HTTP/1.0", "Host: a");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":400,\"message\":\"only HTTP/1.1 is supported (in nginx: proxy_http_version"
                + " 1.1;)\",\"data\":null}");
    assertThat(client.restAfterHangingUp()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /ping HTTP/1.0\r\n\r\n",
        "GET /ping/ HTTP/1.0\r\n\r\n",
        "GET /ping HTTP/1.0\n\n",
        "GET /ping HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nUser-Agent: check\r\n\r\n",
        "GET /ping HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void aHealthCheckInHttp10IsAnsweredAndNothingAfterIt(String check) throws IOException {
    client.sendRaw(check + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("pong");
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(client.rest()).isEmpty();
    assertThat(server.served).hasValue(1);
  }

  @Test
  void aHealthCheckInHttp10MayArriveInPieces() throws IOException {
    for (char c : "HEAD /ping HTTP/1.0\r\nA: b\r\n\r\n".toCharArray()) {
      client.sendRaw(String.valueOf(c));
    }

    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.rest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /ping HTTP/1.0\r\n\r\n",
        "GET /pinged HTTP/1.0\r\n\r\n",
        "GET /hello/ping HTTP/1.0\r\n\r\n",
        "OPTIONS / HTTP/1.0\r\n\r\n",
      })
  void nothingElseIsAnsweredInHttp10(String request) throws IOException {
    client.sendRaw(request);

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("only HTTP/1.1 is supported");
    assertThat(client.rest()).isEmpty();
    assertThat(server.served).hasValue(0);
  }

  @Test
  void anEndlessHealthCheckInHttp10IsRefused() throws IOException {
    String endless = "GET /ping HTTP/1.0\r\n" + "A: b\r\n".repeat(100_000);

    client.sendUntilClosed(endless.getBytes(StandardCharsets.US_ASCII), 1);

    assertThat(client.reply().status()).isEqualTo(400);
    assertThat(server.served).hasValue(0);
  }

  @Test
  void aContentEncodingReachesTheRoute() throws IOException {
    client
        .send("POST /upload HTTP/1.1", "Host: a", "Content-Encoding: gzip", "Content-Length: 5")
        .sendRaw("12345");

    assertThat(client.reply().body()).isEqualTo("stored");
    assertThat(server.received).hasValue(5);
  }

  @Test
  void aClientThatDisconnectsInItsBodyCausesNoServerError() throws IOException {
    try (var log = new LogCapture(HttpErrors.class)) {
      client.send("POST /upload HTTP/1.1", "Host: a", "Content-Length: 100").sendRaw("12345");
      client.halfClose();

      RawClient.Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("request body ended early");
      assertThat(client.restAfterHangingUp()).isEmpty();
      assertThat(log.rest()).isEmpty();
    }
  }

  @Test
  void aRefusedClientThatDisconnectedIsLoggedOnceWithoutItsQuery() throws Exception {
    var gone = new CountDownLatch(1);
    try (var http =
            start(() -> {
              await(gone);
              throw new RequestRefused(HttpErrors.ofStatus(Status.UNAUTHORIZED_401));
            });
        var caller = new RawClient(http.port());
        var helidon = new LogCapture("io.helidon");
        var log = new LogCapture(RequestLog.class)) {
      caller.send("GET /?token=secret HTTP/1.1", "Host: a");
      caller.reset();
      gone.countDown();

      assertThat(log.next("request broken")).containsEntry("path", "/");
      assertThat(helidon.rest()).isEmpty();
    }
  }

  @Test
  void anUnavailableStorageIsLoggedInOneLineForEachRequest() throws Exception {
    try (var http =
            start(() -> {
              throw new StorageUnavailable(
                  "index: list did not succeed",
                  new IllegalStateException("refused\nby the server", new IOException("refused")));
            });
        var caller = new RawClient(http.port());
        var log = new LogCapture(HttpErrors.class)) {
      caller.send("GET / HTTP/1.1", "Host: a");
      assertThat(caller.reply().status()).isEqualTo(503);

      assertThat(log.rest())
          .singleElement()
          .satisfies(event -> {
            assertThat(event.getFormattedMessage())
                .isEqualTo(
                    "storage unavailable: index: list did not succeed; refused by the server");
            assertThat(event.getThrowableProxy()).isNull();
          });
    }
  }

  private static HttpServer start(Runnable route) {
    return HttpServer.start(
        new HttpConfig("127.0.0.1", 0, TestServer.SHORT),
        HttpErrors.standard(),
        () -> "id",
        routing -> routing.get("/", (_, _) -> route.run()));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theLongestPrefixFormatsTheFailure() {
    ErrorBody outer = _ -> new byte[0];
    ErrorBody inner = _ -> new byte[1];

    HttpErrors errors = HttpErrors.standard().withBody("/api", outer).withBody("/api/v1", inner);

    assertThat(errors.bodyFor("/api")).isSameAs(outer);
    assertThat(errors.bodyFor("/api/v1/x")).isSameAs(inner);
    assertThat(errors.bodyFor("/api/v10")).isSameAs(outer);
    assertThat(errors.bodyFor("/apis")).isSameAs(ErrorBody.ENVELOPE);
  }

  @Test
  void aFailureCarriesDataAndHeaders() {
    HttpFailure failure =
        HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "slow down")
            .withData(Map.of("retry_after_seconds", 3))
            .withRetryAfter(Duration.ofMillis(2_001));

    assertThat(failure.headers()).containsExactly(Map.entry("Retry-After", "3"));
    assertThat(new String(ErrorBody.ENVELOPE.bytes(failure), StandardCharsets.UTF_8))
        .isEqualTo("{\"code\":429,\"message\":\"slow down\",\"data\":{\"retry_after_seconds\":3}}");
  }

  @Test
  void aTranslationTakesPrecedenceOverTheDefault() throws IOException {
    HttpErrors errors =
        HttpErrors.standard()
            .withTranslation(e ->
                e instanceof UnsupportedOperationException
                    ? Optional.of(HttpFailure.of(Status.SERVICE_UNAVAILABLE_503, "later"))
                    : Optional.empty());
    try (var http =
            HttpServer.start(
                new HttpConfig("127.0.0.1", 0, TestServer.SHORT),
                errors,
                () -> "id",
                routing ->
                    routing.get(
                        "/",
                        (_, _) -> {
                          throw new UnsupportedOperationException();
                        }));
        var caller = new RawClient(http.port())) {
      caller.send("GET / HTTP/1.1", "Host: a");

      assertThat(caller.reply().body())
          .isEqualTo("{\"code\":503,\"message\":\"later\",\"data\":null}");
    }
  }
}
