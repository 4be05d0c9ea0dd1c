package dev.coffer.boot.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.boot.CommandRun;
import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.CofferProcess;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program where machines and accounts are not as those of its authors. */
class EnvironmentIT {

  /** What Kubernetes sets beside a service named coffer. */
  private static final Map<String, String> SERVICE_LINKS =
      Map.of(
          "COFFER_PORT", "tcp://10.96.12.7:8080",
          "COFFER_SERVICE_HOST", "10.96.12.7",
          "COFFER_SERVICE_PORT", "8080",
          "COFFER_SERVICE_PORT_HTTP", "8080",
          "COFFER_PORT_8080_TCP", "tcp://10.96.12.7:8080",
          "COFFER_PORT_8080_TCP_PROTO", "tcp",
          "COFFER_PORT_8080_TCP_ADDR", "10.96.12.7");

  /** PostgreSQL knows no time zone of this name, as it does not know every one of Java's. */
  private static final String ZONE_OF_JAVA_ALONE = "AET";

  @TempDir private Path temporary;

  @Test
  void aVaultServesWhereverItIsStarted() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    var environment = new HashMap<>(SERVICE_LINKS);
    environment.put("COFFER_LOG_FORMAT", "json");
    try (ServedVault vault =
        ServedVault.start(
            Main.class,
            data,
            environment,
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-Duser.timezone=" + ZONE_OF_JAVA_ALONE)) {
      Appliance appliance = vault.firstSystem();
      String id = Appliance.idOf(appliance.upload(Payloads.ofLength(1000).bytes()));
      HttpResponse<String> part = part(appliance, id);

      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.headers().firstValue("Content-Range")).contains("bytes 100-199/1000");
    }
    assertIsFlatJson(data);
  }

  /** Nothing else is on standard error; the one line of standard output is the last of a start. */
  private static void assertIsFlatJson(Path data) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(ServedVault.log(data))) {
      if (!line.startsWith("coffer is ready on http://127.0.0.1:")) {
        events.add(JsonMapper.shared().readTree(line));
      }
    }
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.valueStream()).noneMatch(JsonNode::isContainer);
          assertThat(event.path("time").asString())
              .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
          assertThat(event.path("message").asString()).isNotBlank().doesNotContain("{}");
        });
    assertThat(events)
        .as("the first line of a start")
        .anySatisfy(event -> {
          assertThat(event.path("level").asString()).isEqualTo("WARN");
          assertThat(event.path("message").asString())
              .startsWith("COFFER_PORT, COFFER_PORT_8080_TCP, ")
              .contains("Kubernetes");
        });
    assertThat(events)
        .as("a request")
        .anySatisfy(event -> {
          assertThat(event.path("status").isInt()).isTrue();
          assertThat(event.path("millis").isIntegralNumber()).isTrue();
        });
  }

  private static HttpResponse<String> part(Appliance appliance, String id) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(appliance.base().resolve("/api/systems/backups/" + id))
              .header("Authorization", appliance.authorization())
              .header("Range", "bytes=100-199")
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @CsvSource({"ar,EG", "fa,IR", "my,MM", "tr,TR"})
  void numbersHaveTheSameDigitsEverywhere(String language, String country) throws Exception {
    ProcessBuilder builder =
        CofferProcess.of(
            Main.class,
            List.of("-Duser.language=" + language, "-Duser.country=" + country),
            "config",
            "check",
            "--data",
            temporary.toString());

    assertThat(printed(builder, 0)).contains("  listens on  http://127.0.0.1:8080\n");
  }

  @ParameterizedTest
  @CsvSource({"--prot", "--data"})
  void aWrongCommandLineOfAServerIsAnEventToo(String option) throws Exception {
    ProcessBuilder builder =
        CofferProcess.of(Main.class, List.of(), "serve", "--log", "json", option);

    assertThat(printed(builder, 2).lines())
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(JsonMapper.shared().readTree(line).path("level").asString())
                .isEqualTo("ERROR"));
  }

  @Test
  void aWrongConfigurationOfAServerIsLoggedAsItSays() throws Exception {
    Path file =
        Files.writeString(
            temporary.resolve("coffer.yaml"), "log: {format: json}\nservr: {}\nx: 1\n");
    ProcessBuilder builder =
        CofferProcess.of(Main.class, List.of(), "serve", "--config", file.toString());

    assertThat(printed(builder, 1).lines())
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(JsonMapper.shared().readTree(line).path("message").asString()).isNotBlank());
  }

  @Test
  void filesThatCannotBeUsedAreNamedWithTheReason() throws IOException {
    Path binary = Files.write(temporary.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
    var absent =
        Map.of(
            "COFFER_INDEX_URL", "jdbc:postgresql://nohost.invalid/coffer",
            "COFFER_INDEX_USER", "coffer",
            "COFFER_INDEX_PASSWORD_FILE", temporary.resolve("absent").toString());

    assertThat(checked(Map.of(), "--config", temporary.toString()))
        .contains(
            "configuration file: \"%s\" cannot be read: it is a directory".formatted(temporary));
    assertThat(checked(Map.of(), "--config", binary.toString()))
        .contains(
            "configuration file: \"%s\" cannot be read: it is not a text file".formatted(binary));
    assertThat(checked(absent))
        .contains(
            "index.password: cannot read the file \"%s\" named by COFFER_INDEX_PASSWORD_FILE: it does not exist"
                .formatted(temporary.resolve("absent")));
    assertThat(checked(Map.of(), "--data", binary + "/data"))
        .contains("data: \"%s/data\" cannot be created: ".formatted(binary))
        .contains("drives.0.directory: \"%s/data/drive\" cannot be created: ".formatted(binary));
  }

  @Test
  void aConfigurationCheckLeavesNothingBehind() throws IOException {
    CommandRun run =
        CommandRun.of(Map.of(), "config", "check", "--data", temporary.resolve("a/b").toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(temporary).isEmptyDirectory();
  }

  private static String checked(Map<String, String> environment, String... options) {
    List<String> words = new ArrayList<>(List.of("config", "check"));
    words.addAll(List.of(options));
    CommandRun run = CommandRun.of(environment, words.toArray(String[]::new));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).doesNotContain("java.", "Exception");
    return run.err();
  }

  @Test
  void serversThatCannotBeReachedAreNamedWithTheReason() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    int nobody = TestPostgres.freePort();
    var index =
        Map.of(
            "COFFER_INDEX_URL", "jdbc:postgresql://nohost.invalid/coffer",
            "COFFER_INDEX_USER", "coffer",
            "COFFER_INDEX_PASSWORD", "change-me",
            "COFFER_SECRETS_PEPPER", "p".repeat(32),
            "COFFER_SECRETS_MANIFEST_KEY", "m".repeat(32));
    var drive =
        Map.of(
            "COFFER_DRIVES_1_LABEL", "archive",
            "COFFER_DRIVES_1_PROVIDER", "s3",
            "COFFER_DRIVES_1_ENDPOINT", "http://127.0.0.1:" + nobody,
            "COFFER_DRIVES_1_BUCKET", "coffer",
            "COFFER_DRIVES_1_ACCESS_KEY", "me",
            "COFFER_DRIVES_1_SECRET_KEY", "change-me");

    assertThat(refused(data, index))
        .isEqualTo(
            "coffer: index: no connection to jdbc:postgresql://nohost.invalid/coffer as coffer: The connection attempt failed. (no such host: nohost.invalid)\n");
    assertThat(refused(data, drive))
        .endsWith(
            "\ncoffer: drive \"archive\" cannot be prepared: bucket \"coffer\" at http://127.0.0.1:%d: connection refused\n"
                .formatted(nobody));
  }

  @Test
  void aFullDataDirectoryIsSaidSo() throws Exception {
    Path data = Files.createDirectory(temporary.resolve("data"));
    Files.createSymbolicLink(data.resolve("lock"), Path.of("/dev/full"));

    assertThat(refused(data, Map.of()))
        .matches("coffer: the lock file \".*\" cannot be written: No space left on device\n");
  }

  private static String refused(Path data, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        CofferProcess.of(Main.class, List.of(), "serve", "--port", "0", "--data", data.toString());
    builder.environment().putAll(environment);
    return printed(builder, 1);
  }

  private static String printed(ProcessBuilder builder, int code) throws Exception {
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isEqualTo(code);
    return printed;
  }
}
