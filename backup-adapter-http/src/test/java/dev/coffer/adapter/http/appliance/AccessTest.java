package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Scope;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String LIST = "/api/systems/backups";
  private static final String ONE = LIST + "/" + TestAppliance.ID;
  private static final String GOOD = TestAppliance.basic("NETH-1", TestAppliance.SECRET);

  private final TestAppliance appliance = new TestAppliance();

  @AfterEach
  void close() {
    appliance.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "basic", "BASIC", "bAsIc", "Basic  "})
  void theSchemeIsReadInAnyCase(String scheme) throws IOException {
    assertThat(as("GET " + LIST, "Authorization: " + scheme + " " + GOOD).status()).isEqualTo(200);
    assertThat(as("GET " + ONE, "Authorization: " + scheme + " " + GOOD).status()).isEqualTo(404);
  }

  @Test
  void everyUnrecognisedCallerGetsTheSameBytes() throws IOException {
    for (String header : unrecognised()) {
      for (String call : List.of("GET " + LIST, "GET " + ONE, "DELETE " + ONE, "PUT " + LIST)) {
        Reply reply = as(call, header);

        assertThat(reply.status()).as(call + " " + header).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate"))
            .isEqualTo("Basic realm=\"coffer\", charset=\"UTF-8\"");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body())
            .isEqualTo("{\"code\":401,\"message\":\"invalid token\",\"data\":{}}");
      }
    }
  }

  private static List<String> unrecognised() {
    String good = "Authorization: Basic " + GOOD;
    return List.of(
        "X-Nothing: at all",
        "Authorization:",
        "Authorization: Basic",
        "Authorization: Basic " + TestAppliance.basic("NETH-2", TestAppliance.SECRET),
        "Authorization: Basic " + TestAppliance.basic("NETH-1", "wrong"),
        "Authorization: Basic " + TestAppliance.basic("", ""),
        "Authorization: Bearer " + GOOD,
        "Authorization: " + GOOD,
        "Authorization: Basic !" + GOOD,
        "Authorization: Basic " + GOOD + " x",
        "Authorization: Basic A",
        "Authorization: Basic " + encoded("no colon"),
        "Authorization: Basic " + encoded("NETH-1:not UTF-8 \u00ff"),
        good + "\r\n" + good,
        good + ", Basic " + GOOD);
  }

  private static String encoded(String bytes) {
    return Base64.getEncoder().encodeToString(bytes.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({"GET,/api/systems/backups", "GET,/api/systems/backups/x", "PUT,/api/systems/backups"})
  void aHeaderLongerThanAnyIssuedCredentialsIsRefused(String method, String path)
      throws IOException {
    Reply reply = as(method + " " + path, "Authorization: Basic " + "A".repeat(1020));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo("{\"code\":400,\"message\":\"invalid Authorization\",\"data\":null}");
  }

  @Test
  void aSuspendedSystemWithTheRightSecretIsRefusedAsSuspended() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.SUSPENDED);

    Reply reply = appliance.upload("x");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"system suspended\",\"data\":null}");
  }

  @Test
  void aRightSecretWithoutTheScopeIsForbidden() throws IOException {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.NOT_PERMITTED);

    Reply reply = appliance.request("DELETE " + ONE);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .isEqualTo("{\"code\":403,\"message\":\"not permitted\",\"data\":null}");
  }

  @Test
  void anIndexThatIsDownRefusesNobody() throws IOException {
    appliance.recognise =
        (_, _) -> {
          throw new StorageUnavailable("index");
        };

    for (Reply reply : List.of(appliance.upload("x"), appliance.request("GET " + ONE))) {
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isEqualTo("5");
      assertThat(reply.body())
          .isEqualTo("{\"code\":503,\"message\":\"backup storage unavailable\",\"data\":null}");
    }
  }

  @Test
  void aBugWhileRecognisingIsAnInternalErrorInTheEnvelope() throws IOException {
    appliance.recognise =
        (_, _) -> {
          throw new IllegalStateException("a bug");
        };

    Reply reply = appliance.request("GET " + ONE);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":500,\"message\":\"internal error\",\"data\":{\"request_id\":\"%s\"}}",
            reply.header("X-Request-Id"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/systems/backups/" + TestAppliance.ID + ",DOWNLOAD",
    "HEAD,/api/systems/backups/" + TestAppliance.ID + ",DOWNLOAD",
    "DELETE,/api/systems/backups/" + TestAppliance.ID + ",DELETE",
    "PUT,/api/systems/backups/" + TestAppliance.ID + ",LIST",
    "DELETE,/api/systems/backups,LIST",
    "PATCH,/api/systems/backups/,LIST"
  })
  void eachMethodNeedsItsOwnScope(String method, String path, Scope needed) throws IOException {
    appliance.request(method + " " + path);

    assertThat(appliance.asked).containsExactly(needed);
  }

  @Test
  void anUploadNeedsItsOwnScope() throws IOException {
    appliance.upload("x");

    assertThat(appliance.asked).containsExactly(Scope.UPLOAD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE|/api/systems/backups/|GET, HEAD, POST",
        "OPTIONS|/api/systems/backups|GET, HEAD, POST",
        "TRACE|/api/systems/backups|GET, HEAD, POST",
        "POST|/api/systems/backups/x|DELETE, GET, HEAD",
        "PATCH|/api/systems/backups/x/|DELETE, GET, HEAD"
      })
  void aWrongMethodIsRefusedWithTheAllowedOnes(String method, String path, String allow)
      throws IOException {
    Reply reply = appliance.request(method + " " + path);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo(allow);
    assertThat(reply.body())
        .isEqualTo("{\"code\":405,\"message\":\"method not allowed\",\"data\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/systems/backups|GET, HEAD, POST",
        "/api/systems/backups/|GET, HEAD, POST",
        "/api/systems/backups/daily.tar.gz|DELETE, GET, HEAD"
      })
  void anUploadByPutIsToldTheRightCommand(String path, String allow) throws IOException {
    Reply reply = appliance.request("PUT " + path);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo(allow);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":405,\"message\":\"method not allowed\",\"data\":{\"expected\":\""
                + TestAppliance.UPLOAD_COMMAND
                + "\"}}");
  }

  @Test
  void anUploadByPutOfAnUnknownCallerIsNotToldAnything() throws IOException {
    Reply reply = as("PUT /api/systems/backups", "X-Nothing: at all");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).isEqualTo("{\"code\":401,\"message\":\"invalid token\",\"data\":{}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/api/systems", "/api/systems/backup", LIST + "/a/b"})
  void anUnknownPathIsNotFoundWithoutAuthentication(String path) throws IOException {
    Reply reply = as("GET " + path, "X-Nothing: at all");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"code\":404,\"message\":\"not found\",\"data\":null}");
    assertThat(appliance.asked).isEmpty();
  }

  @Test
  void requestsHiddenInTheBodyOfARefusedUploadAreNeverExecuted() throws IOException {
    var stored = new AtomicInteger();
    appliance.store =
        (_, _) -> {
          stored.incrementAndGet();
          throw new IllegalStateException("nobody may get here");
        };
    String hidden = String.join("\r\n", TestAppliance.head("GET " + ONE)) + "\r\n\r\n";
    String body = hidden.repeat(2_000);
    try (RawClient client = appliance.connect()) {
      client.send(
          "POST " + LIST + " HTTP/1.1",
          "Host: a",
          "Authorization: Basic " + TestAppliance.basic("NETH-1", "wrong"),
          "Content-Length: " + body.length());
      client.sendUntilClosed(body.getBytes(ISO_8859_1), 1);

      assertThat(client.reply().status()).isEqualTo(401);
      assertThat(client.restAfterHangingUp()).isEmpty();
      assertThat(appliance.asked).containsExactly(Scope.UPLOAD);
      assertThat(stored).hasValue(0);
    }
  }

  private Reply as(String methodAndPath, String... headers) throws IOException {
    try (RawClient client = appliance.connect()) {
      client.sendRaw(
          methodAndPath + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
      return client.reply();
    }
  }
}
