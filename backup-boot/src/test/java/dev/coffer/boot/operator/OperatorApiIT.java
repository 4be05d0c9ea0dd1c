package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator API of the whole program, with the key that the first start has made. */
class OperatorApiIT {

  private static final byte[] BYTES = Payloads.ofLength(100_000).bytes();

  @TempDir private static Path temporary;

  private static ServedVault vault;
  private static String key;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    Path data = ServedVault.preparedDataIn(temporary);
    vault = ServedVault.start(data, "-Xmx256m");
    key = vault.operatorKey();
  }

  @AfterAll
  static void stop() {
    vault.close();
  }

  private <T> HttpResponse<T> send(
      String method, URI address, HttpResponse.BodyHandler<T> handler, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), handler);
  }

  private HttpResponse<String> call(String method, String path)
      throws IOException, InterruptedException {
    return send(method, vault.base().resolve(path), BodyHandlers.ofString(), "X-Api-Key", key);
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }

  @Test
  void anUploadIsListedFetchedLinkedAndDeleted() throws Exception {
    String ref = Appliance.idOf(vault.firstSystem().upload(BYTES));
    String id = ref.substring(0, 36);

    String listed = call("GET", "/api/backups").body();
    String shown = call("GET", "/api/backups/" + id).body();
    assertThat(listed).isEqualTo("{\"Results\":[" + shown + "]}");
    assertThat(shown)
        .startsWith(
            "{\"Id\":\""
                + id
                + "\",\"Status\":\"finished\",\"Label\":\"first-system\",\"DumpPath\":null,");
    assertThat(call("GET", "/api/backups?limit=1&status=finished&provider=local").body())
        .isEqualTo(listed);
    assertThat(call("POST", "/api/backups/" + id + "/retry").statusCode()).isEqualTo(200);

    String copy = first("\"DriveFiles\":\\[\\{\"Id\":\"([^\"]+)\"", shown);
    var bytes =
        send(
            "GET",
            vault.base().resolve("/api/backups/" + copy + "/download"),
            BodyHandlers.ofByteArray(),
            "X-Api-Key",
            key);
    assertThat(bytes.body()).isEqualTo(BYTES);

    String url =
        first(
            "\\{\"Url\":\"([^\"]+)\"\\}",
            call("GET", "/api/backups/" + id + "/generate-download-url").body());
    assertThat(send("GET", URI.create(url), BodyHandlers.ofByteArray()).body()).isEqualTo(BYTES);
    var part = send("GET", URI.create(url), BodyHandlers.ofByteArray(), "Range", "bytes=99990-");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).hasSize(10);
    assertThat(
            send(
                    "GET",
                    URI.create(url.replaceAll("signature=.", "signature=-")),
                    BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(403);

    assertThat(call("GET", "/api/systems/first-system/backups").body())
        .contains("\"quota_used_bytes\":100000,\"slots_used\":1}}");
    assertThat(call("DELETE", "/api/systems/first-system/backups/" + ref).statusCode())
        .isEqualTo(200);
    assertThat(call("GET", "/api/backups").body()).isEqualTo("{\"Results\":[]}");
    assertThat(send("GET", URI.create(url), BodyHandlers.discarding()).statusCode()).isEqualTo(404);
  }

  @Test
  void healthTellsThatAllIsUp() throws Exception {
    URI health = vault.base().resolve("/health");
    Eventually.eventually("asked once", () -> Appliance.statusOf(health) == 200);

    assertThat(send("GET", health, BodyHandlers.ofString()).body())
        .containsPattern(
            "\"CommitSHA\":\"([0-9a-f]{40}(-changed)?|unknown)\",\"BuildDate\":\"(20[0-9TZ:-]+|unknown)\"")
        .contains(
            "\"Status\":\"UP\",\"Details\":{\"Database\":{\"Status\":\"UP\",\"Components\":null}")
        .doesNotContain("DOWN");
  }

  @Test
  void theSystemsSecretIsNoKey() throws Exception {
    String secret = vault.firstSystem().secret();
    var reply =
        send(
            "GET",
            vault.base().resolve("/api/backups"),
            BodyHandlers.ofString(),
            "X-Api-Key",
            secret);

    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.body()).isEqualTo("{\"error\":\"Unauthorized\"}");
  }
}
