package dev.coffer.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.RequestCaller;
import dev.coffer.adapter.http.server.RequestObserver.Served;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestObserverTest {
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void connect() throws IOException {
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private Served next() throws InterruptedException {
    return Objects.requireNonNull(server.observed.poll(10, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /hello, GET, /hello, 200",
    "GET, /hello/, GET, /hello, 200",
    "HEAD, /hello?token=secret, HEAD, /hello, 200",
    "GET, /items/NETH-4F2A, GET, /items/{id}, 200",
    "PUT, /items/NETH-4F2A, PUT, /items/{id}, 405",
    "GET, /nowhere/NETH-4F2A, GET, other, 404",
    "GET, /, GET, other, 404",
    "TRACE, /nowhere, TRACE, other, 405",
    "INVENTED, /hello, other, /hello, 405",
    "GET, /broken, GET, /broken, 500"
  })
  void aRequestIsToldByThePatternOfItsRoute(
      String method, String path, String toldMethod, String route, int status) throws Exception {
    client.send(method + " " + path + " HTTP/1.1", "Host: a");

    Served told = next();

    assertThat(told)
        .isEqualTo(new Served(toldMethod, route, status, RequestCaller.ANONYMOUS, told.took()));
    assertThat(told.took()).isPositive();
    assertThat(server.observed).isEmpty();
  }

  @Test
  void aRequestThatNeverReachedARouteIsReportedToo() throws Exception {
    client.sendRaw("GET /he\u0007llo HTTP/9\r\n\r\n");

    assertThat(next())
        .isEqualTo(new Served("GET", "other", 400, RequestCaller.ANONYMOUS, Duration.ZERO));
  }

  @Test
  void aReplyThatBreaksIsReportedOnceAsBroken() throws Exception {
    client.send("GET /short HTTP/1.1", "Host: a");
    client.rest();

    Served told = next();

    assertThat(told)
        .isEqualTo(
            new Served("GET", "/short", Served.BROKEN, RequestCaller.ANONYMOUS, told.took()));
    assertThat(server.observed).isEmpty();
  }
}
