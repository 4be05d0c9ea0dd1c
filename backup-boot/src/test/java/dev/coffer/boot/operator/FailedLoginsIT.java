package dev.coffer.boot.operator;

import static dev.coffer.boot.process.AtOnce.fewAtATime;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.AtOnce.Numbered;
import dev.coffer.boot.process.ServedVault;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attacker behind the address of an honest system, which all come from here. */
class FailedLoginsIT {

  private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");
  private static final String BACKUPS = "/api/backups";

  /** Unknown secrets that the vault looks up at the same time; a further one is 429. */
  private static final int QUESTIONS = 4;

  @TempDir private Path temporary;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void wrongSecretsAreDelayedAndRightOnesAreNot() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    Appliance rotated;
    try (ServedVault vault = ServedVault.start(data)) {
      Appliance honest = vault.firstSystem();
      guess(honest, 10);
      assertThat(honest.list().statusCode()).as("after ten wrong secrets").isEqualTo(200);

      Map<Integer, Long> invented =
          statuses(200, i -> new Appliance(honest.base(), "NETH-" + i, "cs1_wrong").list());
      assertThat(invented.keySet()).containsExactlyInAnyOrder(401, 429);
      assertThat(invented.get(401)).isBetween(85L, 140L);
      assertThat(honest.list().statusCode()).as("after 200 invented keys").isEqualTo(200);

      rotated = withNewSecret(vault, honest);
      assertThat(rotated.list().statusCode()).as("its first login").isEqualTo(200);
    }

    try (ServedVault restarted = ServedVault.start(data)) {
      Appliance honest = restarted.firstSystem();
      guess(honest, 150);
      assertThat(guess(honest, 1).keySet()).containsExactly(429);
      assertThat(honest.list().statusCode()).as("its first login after a restart").isEqualTo(200);
      assertThat(rotated.at(restarted.base()).list().statusCode()).isEqualTo(200);
      assertThat(eventsOf(restarted, "logins_refused"))
          .as("counts of the instance that has ended")
          .contains("\"system\":\"first-system\"", "\"detail\":\"10 times\"")
          .contains("\"system\":null", "\"detail\":\"200 times\"");
    }
  }

  @Test
  void wrongApiKeysAreDelayedAndRightOnesAreNot() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    try (ServedVault vault = ServedVault.start(data)) {
      Map<Integer, Long> wrong = statuses(200, i -> send(vault, BACKUPS, "ck1_wrong" + i));

      assertThat(wrong.keySet()).containsExactlyInAnyOrder(401, 429);
      assertThat(withKey(vault, BACKUPS, vault.operatorKey())).isEqualTo(200);
      assertThat(withKey(vault, "/api/v1/drives", "ck1_wrong")).isEqualTo(429);
      assertThat(withKey(vault, "/api/v1/drives", vault.operatorKey())).isEqualTo(200);
    }
  }

  private static Map<Integer, Long> guess(Appliance system, int times) throws Exception {
    var wrong = new Appliance(system.base(), system.key(), "cs1_wrong");
    return statuses(times, _ -> wrong.list());
  }

  private static Map<Integer, Long> statuses(int requests, Numbered<HttpResponse<?>> request)
      throws Exception {
    return fewAtATime(QUESTIONS, requests, request).stream()
        .collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
  }

  private int withKey(ServedVault vault, String path, String key) throws Exception {
    return send(vault, path, key).statusCode();
  }

  private HttpResponse<?> send(ServedVault vault, String path, String key)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(vault.base().resolve(path)).header("X-Api-Key", key).build();
    return client.send(request, BodyHandlers.discarding());
  }

  private String eventsOf(ServedVault vault, String action)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(vault.base().resolve("/api/v1/audit-events?action=" + action))
            .header("X-Api-Key", vault.operatorKey())
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private Appliance withNewSecret(ServedVault vault, Appliance system)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                vault.base().resolve("/api/v1/systems/" + system.key() + "/credentials"))
            .header("X-Api-Key", vault.operatorKey())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
    Matcher secret = SECRET.matcher(reply.body());
    if (!secret.find()) {
      throw new AssertionError("no new secret: " + reply.statusCode());
    }
    return new Appliance(vault.base(), system.key(), secret.group(1));
  }
}
