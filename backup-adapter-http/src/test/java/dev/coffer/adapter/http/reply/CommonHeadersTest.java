package dev.coffer.adapter.http.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.adapter.http.server.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class CommonHeadersTest {
  private final Channel channel;
  private TestServer server;
  private RawClient client;

  CommonHeadersTest(Channel channel) {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /hello",
        "HEAD /hello",
        "GET /gone",
        "GET /unchanged",
        "GET /nothing",
        "GET /nowhere",
        "POST /hello",
        "POST /refused",
        "GET /large",
        "GET /%zz",
        "GET /hello?a=%00 b",
        "GET /hello HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX:"
      })
  void nothingInAReplyIsToBeRunUsedElsewhereOrKept(String request) throws IOException {
    client.send(request + " HTTP/1.1", "Host: a", "Origin: https://elsewhere.example");

    assertThat(client.head().headers())
        .containsEntry("X-Content-Type-Options", List.of("nosniff"))
        .containsEntry("Cache-Control", List.of("no-store"))
        .containsEntry("Content-Security-Policy", List.of("default-src 'none'; sandbox"))
        .containsEntry("Cross-Origin-Resource-Policy", List.of("same-origin"))
        .containsKey("X-Request-Id")
        .doesNotContainKeys("Server", "X-Powered-By", "Via")
        .allSatisfy((name, _) -> assertThat(name).doesNotStartWithIgnoringCase("Access-Control-"));
  }

  @Test
  void aHeaderThatARouteSetsIsKept() throws IOException {
    client.send("GET /kept HTTP/1.1", "Host: a");

    assertThat(client.reply().header("Cache-Control")).isEqualTo("max-age=60");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE /nowhere", "CONNECT /nowhere", "TRACE /hello", "CONNECT /hello"})
  void traceAndConnectAreNotAllowedAnywhere(String request) throws IOException {
    client.send(request + " HTTP/1.1", "Host: a", "X-Secret: do not echo");

    RawClient.Reply reply = client.reply();
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).contains("GET, HEAD");
    assertThat(reply.body())
        .isEqualTo("{\"code\":405,\"message\":\"method not allowed\",\"data\":null}");
  }

  @Test
  void aTunnelIsNotOpened() throws IOException {
    client.send("CONNECT example.org:443 HTTP/1.1", "Host: example.org:443");

    assertThat(client.reply().status()).isEqualTo(405);
    assertThat(server.served).hasValue(0);
  }
}
