package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program, libraries included, at the finest level of its log. */
public class NoSecretInLogsIT {

  /** A wrong secret may differ from the right one by a letter. */
  private static final String MISTYPED = "cs1_mistyped_secret_of_somebody";

  @TempDir private Path temporary;

  @Test
  void noSecretIsInTheFinestLog() throws Exception {
    Path data = ServedVault.dataIn(temporary);
    String authorization;
    try (ServedVault vault =
        ServedVault.start(Main.class, data, Map.of("COFFER_LOG_LEVEL", "trace"), "-Xmx256m")) {
      Appliance appliance = vault.firstSystem();
      authorization = appliance.authorization();
      String id = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
      assertThat(appliance.listedIds()).containsExactly(id);
      assertThat(appliance.download(id).body().readAllBytes()).hasSize(1000);
      assertThat(appliance.download("no-id").statusCode()).isEqualTo(400);
      assertThat(listedByOperator(vault, vault.operatorKey())).contains(id.substring(0, 36));
      var mistyped = new Appliance(vault.base(), appliance.key(), MISTYPED);
      assertThat(mistyped.list().statusCode()).isEqualTo(401);
      assertThat(mistyped.download(id).statusCode()).isEqualTo(401);
      assertThat(listedByOperator(vault, MISTYPED)).doesNotContain(id.substring(0, 36));
    }

    String log = Files.readString(ServedVault.log(data), StandardCharsets.UTF_8);

    assertThat(log).as("the finest level is on").contains("TRACE");
    assertThat(secretsIn(data, authorization)).hasSize(6).noneMatch(log::contains);
    assertThat(log).doesNotContain(MISTYPED);
  }

  private static String listedByOperator(ServedVault vault, String key) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(vault.base().resolve("/api/backups"))
              .header("X-Api-Key", key)
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  public static List<String> secretsIn(Path data, String authorization) throws IOException {
    List<String> secrets = new ArrayList<>();
    secrets.add(authorization.substring("Basic ".length()));
    secrets.add(
        Files.readAllLines(data.resolve("first-system.netrc")).getFirst().replaceAll(".* ", ""));
    secrets.add(Files.readString(data.resolve("operator.key")).strip());
    secrets.add(Files.readString(data.resolve("postgres.password")).strip());
    Files.readAllLines(data.resolve("vault.key")).stream()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> secrets.add(line.replaceAll(".* ", "")));
    return secrets;
  }
}
