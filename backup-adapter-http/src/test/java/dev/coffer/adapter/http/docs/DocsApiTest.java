package dev.coffer.adapter.http.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.adapter.http.server.RequestLimits;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocsApiTest {
  private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private final HttpServer server =
      HttpServer.start(
          new HttpConfig("127.0.0.1", 0, RequestLimits.DEFAULTS),
          HttpErrors.standard(),
          () -> "id",
          DocsApi.routes(HttpErrors.standard()));

  @AfterEach
  void close() {
    server.close();
  }

  private Reply get(String path, String... headers) throws IOException {
    try (var client = new RawClient(server.port())) {
      String[] lines = new String[headers.length + 2];
      lines[0] = "GET " + path + " HTTP/1.1";
      lines[1] = "Host: a";
      System.arraycopy(headers, 0, lines, 2, headers.length);
      return client.send(lines).reply();
    }
  }

  @Test
  void theDescriptionIsYamlAndSentOnce() throws IOException {
    Reply first = get("/openapi");
    Reply again = get("/openapi", "If-None-Match: " + first.header("ETag"));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(first.body()).startsWith("openapi: 3.1.0\n");
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void thePageAndEverythingItLinksToComesFromThisServer() throws IOException {
    Reply page = get("/docs");
    Matcher linked = LINKED.matcher(page.body());

    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; ");
    int links = 0;
    for (; linked.find(); links++) {
      assertThat(linked.group(1)).startsWith("/");
      assertThat(get(linked.group(1)).status()).as(linked.group(1)).isEqualTo(200);
    }
    assertThat(links).isEqualTo(4);
  }
}
