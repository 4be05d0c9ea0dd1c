package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.application.download.Download;
import dev.coffer.application.upload.ApplianceBackups;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that no request can cause a server error: an invalid one is the client's fault, or
 * harmless.
 */
@ParameterizedClass
@EnumSource
class HostileInputsTest {
  private static final int REQUESTS = 400;

  private static final List<String> PIECES =
      List.of(
          "..",
          "/",
          "%2f",
          "%2F",
          "%5c",
          "\\",
          "%00",
          "\0",
          "%",
          "%zz",
          "%c0%ae",
          "\u00e2\u0080\u00ae",
          "\u00ff",
          ";",
          "?",
          "#",
          "&",
          "=",
          ":",
          "@",
          " ",
          "\t",
          "*",
          "\"",
          "'",
          "<",
          ">",
          "{",
          "}",
          "[",
          "]",
          ",",
          "-",
          "+",
          "%0d%0a",
          "\u007f",
          "a",
          "0",
          "18446744073709551616",
          "bytes=",
          "bytes=0-",
          "-1",
          "W/",
          "sha-256=:",
          "x".repeat(1_000),
          TestAppliance.ID,
          TestAppliance.HEX,
          "NETH-1",
          "\u00c3\u00a9");

  private static final List<String> HEADERS =
      List.of(
          "Range",
          "If-Range",
          "If-None-Match",
          "Authorization",
          "X-Filename",
          "Content-Type",
          "Repr-Digest",
          "Content-Digest",
          "Idempotency-Key",
          "Accept-Encoding",
          "X-Forwarded-For",
          "Expect",
          "Cookie",
          "Upgrade",
          "Connection",
          "Host",
          "Content-Encoding");

  private final TestAppliance appliance;
  private final Channel channel;

  HostileInputsTest(Channel channel) {
    this.channel = channel;
    this.appliance = new TestAppliance(channel);
    appliance.fetch = (_, _) -> Optional.of(Download.of(TestAppliance.BACKUP, new Zeros()));
    appliance.store = (_, _) -> new ApplianceBackups.Stored(TestAppliance.BACKUP);
  }

  /**
   * Shorter than the backup should be, so that complete replies break; that is not a 500 either.
   */
  private static final class Zeros implements Download.Content {
    @Override
    public Optional<InputStream> whole() {
      return Optional.of(new ByteArrayInputStream(new byte[100_000]));
    }

    @Override
    public Optional<InputStream> range(long first, long length) {
      return Optional.of(new ByteArrayInputStream(new byte[(int) Math.min(length, 100_000)]));
    }
  }

  @AfterEach
  void close() {
    appliance.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20_261_122})
  void noInputCausesAServerError(long seed) throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < REQUESTS; i++) {
      String request = request(random);
      try (RawClient client = appliance.connect()) {
        client.sendRaw(request.getBytes(ISO_8859_1));
        int status = client.head().status();
        assertThat(status)
            .as("%s, seed %s, request %s: %s", channel, seed, i, request)
            .matches(code -> code == 100 || (code >= 200 && code < 500));
      }
    }
  }

  private static String request(Random random) {
    String method = List.of("GET", "GET", "HEAD", "DELETE", "POST", "PUT").get(random.nextInt(6));
    boolean one = random.nextBoolean();
    String path =
        "/api/systems/backups"
            + (one ? "/" + text(random) : random.nextInt(4) == 0 ? text(random) : "");
    String known = random.nextBoolean() ? "/api/systems/backups/" + TestAppliance.ID : path;
    var request = new StringBuilder(method + " " + known + " HTTP/1.1\r\nHost: a\r\n");
    if (random.nextInt(3) > 0) {
      request.append(TestAppliance.AUTHORIZATION).append("\r\n");
    }
    for (int header = random.nextInt(3); header >= 0; header--) {
      request
          .append(HEADERS.get(random.nextInt(HEADERS.size())))
          .append(": ")
          .append(text(random))
          .append("\r\n");
    }
    return request.append("Content-Length: 1\r\n\r\nx").toString();
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int piece = random.nextInt(5); piece >= 0; piece--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
