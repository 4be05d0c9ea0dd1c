package dev.coffer.adapter.http.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.adapter.http.server.RequestLimits;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoringApiTest {
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final AtomicInteger calls = new AtomicInteger();
  private final HttpServer server =
      HttpServer.start(
          new HttpConfig("127.0.0.1", 0, RequestLimits.DEFAULTS),
          HttpErrors.standard(),
          () -> "id",
          MonitoringApi.routes(
                  () -> {
                    calls.incrementAndGet();
                    return ready.get();
                  },
                  HttpErrors.standard())
              .andThen(
                  MonitoringApi.metrics(
                      () -> "number_of_calls " + calls.incrementAndGet() + "\n",
                      HttpErrors.standard())));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void pingAnswersPongWithoutAnyCheck() throws IOException {
    ready.set(false);

    Reply reply = get("/ping");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"message\":\"pong\"}");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aReadyInstanceAnswers200() throws IOException {
    assertThat(get("/ready").status()).isEqualTo(200);
  }

  @Test
  void readinessIsCheckedForEachRequest() throws IOException {
    ready.set(false);
    assertThat(get("/ready").status()).isEqualTo(503);

    ready.set(true);
    assertThat(get("/ready").status()).isEqualTo(200);
  }

  @Test
  void metricsAreCurrentAndInTheTextFormatOfPrometheus() throws IOException {
    Reply reply = get("/metrics");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(reply.body()).isEqualTo("number_of_calls 1\n");
    assertThat(get("/metrics").body()).isEqualTo("number_of_calls 2\n");
  }

  private Reply get(String path) throws IOException {
    try (var client = new RawClient(server.port())) {
      return client.send("GET " + path + " HTTP/1.1", "Host: a").reply();
    }
  }
}
