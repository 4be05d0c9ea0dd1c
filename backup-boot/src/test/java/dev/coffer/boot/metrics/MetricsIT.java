package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.metrics.Exposition.Metric;
import dev.coffer.boot.operator.NoSecretInLogsIT;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.AtOnce;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the whole program tells Prometheus, and what is made of it. */
class MetricsIT {

  /** Labels that Prometheus adds, and the bound of a bucket. */
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\| [^|]+ \\| ([^|]*) \\| .+ \\|$");

  @TempDir private static Path temporary;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Path data;
  private static ServedVault vault;
  private static String operatorKey;

  @BeforeAll
  static void start() throws Exception {
    data = ServedVault.preparedDataIn(temporary);
    vault =
        ServedVault.start(
            Main.class, data, Map.of("COFFER_SERVER_ADMIN_PORT", "0"), "-Xmx256m", "-XX:+UseG1GC");
    operatorKey = Files.readString(data.resolve("operator.key")).strip();
    Appliance appliance = vault.firstSystem();
    String id = Appliance.idOf(appliance.upload(Payloads.ofLength(200_000).bytes()));
    appliance.download(id).body().close();
    collectGarbage();
    Eventually.eventually(
        "counted",
        () ->
            exposition()
                .series()
                .containsAll(
                    Set.of("coffer_copies_oldest_pending_seconds", "jvm_gc_pause_seconds_sum")));
  }

  @AfterAll
  static void stop() {
    vault.close();
    CLIENT.close();
  }

  /** A pause is told of only after there was one. */
  private static void collectGarbage() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process command =
        new ProcessBuilder(jcmd.toString(), Long.toString(vault.pid()), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(command.waitFor()).isZero();
  }

  private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private static String text() throws IOException, InterruptedException {
    return get(vault.metrics()).body();
  }

  private static Exposition exposition() throws IOException, InterruptedException {
    return Exposition.of(text());
  }

  @Test
  void theManualHasEveryMetricWithItsTypeAndLabelsAndNoOther() throws Exception {
    var shown = new TreeMap<String, String>();
    exposition()
        .metrics()
        .forEach((name, metric) -> shown.put(name, metric.type() + " " + metric.labels()));

    var told = new TreeMap<String, String>();
    ROW.matcher(Files.readString(Path.of("..", "docs", "monitoring.md")))
        .results()
        .forEach(row -> told.put(row.group(1), row.group(2) + " " + labels(row.group(3))));

    assertThat(told).isEqualTo(shown);
  }

  private static Set<String> labels(String cell) {
    return Arrays.stream(cell.split(","))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPanelOfTheDashboardAsksForWhatIsShown() throws Exception {
    List<String> expressions = expressionsOfTheDashboard();

    assertThat(expressions).hasSizeGreaterThan(20);
    assertAllShown(expressions);
  }

  private static List<String> expressionsOfTheDashboard() throws IOException {
    JsonNode dashboard = new JsonMapper().readTree(deployed("grafana", "coffer.json"));
    List<String> expressions = new ArrayList<>();
    var ids = new HashSet<Integer>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).as("ids are unique").isTrue();
      if (!panel.get("type").asString().equals("row")) {
        assertThat(panel.get("targets")).isNotEmpty();
        panel.get("targets").forEach(target -> expressions.add(target.get("expr").asString()));
      }
    }
    return expressions;
  }

  /** So that somebody who was alerted sees on the dashboard since when. */
  @Test
  void theDashboardShowsWhatAlertsAskFor() throws Exception {
    assertThat(seriesOf(expressionsOfTheDashboard()))
        .containsAll(
            seriesOf(expressionsOfTheAlerts()).stream()
                .filter(series -> series.startsWith("coffer_"))
                .toList());
  }

  private static Set<String> seriesOf(List<String> expressions) {
    return expressions.stream()
        .flatMap(expression -> PromQl.of(expression).series().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theDashboardTakesAnyDataSource() throws Exception {
    JsonNode dashboard = new JsonMapper().readTree(deployed("grafana", "coffer.json"));

    assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(38);
    assertThat(dashboard.has("uid")).isFalse();
    assertThat(dashboard.has("id")).isFalse();
    assertThat(dashboard.findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source.get("uid").asString()).isEqualTo("${datasource}"));
    JsonNode variables = dashboard.get("templating").get("list");
    assertThat(variables.get(0).get("type").asString()).isEqualTo("datasource");
    assertThat(variables.get(1).get("definition").asString())
        .isEqualTo("label_values(coffer_build_info, instance)");
  }

  @Test
  void everyAlertAsksForWhatIsShownAndSaysWhatItMeans() throws Exception {
    List<String> expressions = expressionsOfTheAlerts();

    assertThat(expressions).hasSizeGreaterThan(5);
    assertAllShown(expressions);
  }

  private static List<String> expressionsOfTheAlerts() throws IOException {
    JsonNode rules = new YAMLMapper().readTree(deployed("prometheus", "coffer.rules.yml"));
    List<String> expressions = new ArrayList<>();
    for (JsonNode group : rules.get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        assertThat(rule.get("alert").asString()).startsWith("Coffer");
        assertThat(rule.get("labels").get("severity").asString()).isIn("warning", "critical");
        assertThat(rule.get("annotations").get("summary").asString()).isNotBlank();
        expressions.add(rule.get("expr").asString());
      }
    }
    return expressions;
  }

  private static byte[] deployed(String folder, String file) throws IOException {
    return Files.readAllBytes(Path.of("..", "deploy", folder, file));
  }

  private static void assertAllShown(List<String> expressions) throws Exception {
    Exposition shown = exposition();
    for (String expression : expressions) {
      PromQl asked = PromQl.of(expression);
      Set<String> ofUs = new TreeSet<>(asked.series());
      // Prometheus' own, of each target.
      ofUs.remove("up");
      Set<String> labels = new TreeSet<>(asked.labels());
      labels.removeAll(OF_PROMETHEUS);

      assertThat(asked.series()).as(expression).isNotEmpty();
      assertThat(shown.series()).as(expression).containsAll(ofUs);
      assertThat(labelsOf(shown, ofUs)).as(expression).containsAll(labels);
    }
  }

  private static Set<String> labelsOf(Exposition shown, Set<String> series) {
    return shown.metrics().values().stream()
        .filter(metric -> metric.series().stream().anyMatch(series::contains))
        .map(Metric::labels)
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  @Test
  void noSecretNoPlaceAndNobodysNameIsShown() throws Exception {
    String shown = text();

    assertThat(NoSecretInLogsIT.secretsIn(data, vault.firstSystem().authorization()))
        .hasSize(6)
        .noneMatch(shown::contains);
    assertThat(shown)
        .doesNotContain(
            "127.0.0.1", "localhost", "jdbc:", temporary.toString(), "first-system", "default")
        .doesNotContainPattern(
            "\\b" + Pattern.quote(InetAddress.getLocalHost().getHostName()) + "\\b");
  }

  @Test
  void whatClientsMakeUpAddsNoSeries() throws Exception {
    vault.firstSystem().list();
    sendEachKind(0);
    Set<String> before = ownSeries();

    AtOnce.fewAtATime(
        4,
        50,
        number -> {
          sendEachKind(number + 1);
          return number;
        });

    assertThat(ownSeries()).isEqualTo(before);
    assertThat(before).hasSizeLessThan(150);
  }

  private static Set<String> ownSeries() throws Exception {
    return exposition().samples().keySet().stream()
        .filter(sample -> sample.startsWith("coffer_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void sendEachKind(int number) throws Exception {
    Appliance known = vault.firstSystem();
    UUID id = UUID.randomUUID();
    new Appliance(vault.base(), "KEY-" + number, "wrong").list();
    known.download(id + ".bin").body().close();
    known.delete(id + ".bin");
    for (String path :
        List.of(
            "/nowhere/" + number,
            "/api/backups/" + id,
            "/api/backups/" + number + "/download",
            "/api/systems/KEY-" + number + "/backups",
            "/api/systems/KEY-" + number + "/backups/" + id + "/download",
            "/api/downloads/" + id + "?key=" + number)) {
      for (String method : List.of("GET", "HEAD", "MADE-UP-" + number)) {
        CLIENT.send(
            HttpRequest.newBuilder(vault.base().resolve(path))
                .method(method, BodyPublishers.noBody())
                .header("X-Api-Key", operatorKey)
                .build(),
            BodyHandlers.discarding());
      }
    }
  }

  @Test
  void metricsAreOnTheAdminListenerAloneAndHealthOnBoth() throws Exception {
    for (String path : List.of("/ping", "/ready", "/health")) {
      assertThat(get(vault.metrics().resolve(path)).statusCode()).as(path).isEqualTo(200);
      assertThat(get(vault.base().resolve(path)).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get(vault.base().resolve("/metrics")).statusCode()).isEqualTo(404);
    assertThat(get(vault.metrics().resolve("/api/systems/backups")).statusCode()).isEqualTo(404);
    assertThat(get(vault.metrics().resolve("/api/backups")).statusCode()).isEqualTo(404);
  }
}
