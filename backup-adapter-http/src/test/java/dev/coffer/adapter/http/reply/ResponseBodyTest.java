package dev.coffer.adapter.http.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.adapter.http.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ResponseBodyTest {
  private final Channel channel;
  private TestServer server;
  private RawClient client;

  ResponseBodyTest(Channel channel) {
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
  void aBodyThatEndsShortBreaksTheConnection() throws IOException {
    client.send("GET /short HTTP/1.1", "Host: a");

    assertThat(client.head().header("Content-Length")).isEqualTo("200000");
    assertThat(client.rest()).hasSize(100_000);
  }

  @Test
  void aBodyThatNeverBeginsIsAServerError() throws IOException {
    client.send("GET /nothing HTTP/1.1", "Host: a");

    assertInternalError(client.reply());
    assertConnectionLives();
  }

  @Test
  void aSourceThatFailsWithASocketExceptionIsAServerErrorToo() throws IOException {
    client.send("GET /broken HTTP/1.1", "Host: a");

    assertInternalError(client.reply());
    assertConnectionLives();
  }

  @Test
  void headHasTheLengthAndNoBody() throws IOException {
    client.send("HEAD /hello HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.head();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo("5");
    assertConnectionLives();
  }

  @Test
  void headOfADownloadIsItsGetWithoutTheBytes() throws IOException {
    client.send("HEAD /large HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.head();
    assertThat(reply.header("Content-Length")).isEqualTo("1073741824");
    assertThat(reply.header("ETag")).isEqualTo("\"zeros\"");
    assertConnectionLives();
  }

  @Test
  void headOfAnUnknownPathHasNoBody() throws IOException {
    client.send("HEAD /nowhere HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.head();
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Length")).isEqualTo("46");
    assertConnectionLives();
  }

  @Test
  void notModifiedHasNoLength() throws IOException {
    client.send("GET /unchanged HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.head();
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.header("ETag")).isEqualTo("\"one\"");
    assertThat(reply.headers()).doesNotContainKeys("Content-Length", "Transfer-Encoding");
    assertConnectionLives();
  }

  @Test
  void noContentHasNoLength() throws IOException {
    client.send("GET /gone HTTP/1.1", "Host: a");

    RawClient.Reply reply = client.head();
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers()).doesNotContainKeys("Content-Length", "Transfer-Encoding");
    assertConnectionLives();
  }

  private static void assertInternalError(RawClient.Reply reply) {
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":500,\"message\":\"internal error\",\"data\":{\"request_id\":\"%s\"}}",
            reply.header("X-Request-Id"));
    assertThat(reply.headers()).doesNotContainKey("ETag");
  }

  private void assertConnectionLives() throws IOException {
    client.send("GET /hello HTTP/1.1", "Host: a");
    assertThat(client.reply().body()).isEqualTo("hello");
  }
}
