package dev.coffer.boot.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An operator's tool, which believes what {@code /openapi} promises and nothing else. */
public final class OperatorClient implements AutoCloseable {

  /** How many backups and how many copies have each status. */
  public record Totals(Map<String, Long> backups, Map<String, Long> copies) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;
  private final String key;
  private final Schema list;

  public OperatorClient(ServedVault vault) throws IOException, InterruptedException {
    base = vault.base();
    key = vault.operatorKey();
    list = schema("FleetList");
  }

  private Schema schema(String name) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(base.resolve("/openapi")).build();
    JsonNode api = new YAMLMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$ref", "#/components/schemas/" + name);
    schema.set("components", api.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }

  public HttpResponse<InputStream> open(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, BodyPublishers.noBody())
            .header("X-Api-Key", key)
            .build(),
        BodyHandlers.ofInputStream());
  }

  /** The whole list, which must be as it is promised. */
  public JsonNode list() throws IOException, InterruptedException {
    return list("/api/backups");
  }

  public JsonNode list(String path) throws IOException, InterruptedException {
    String body;
    try (InputStream bytes = open("GET", path).body()) {
      body = new String(bytes.readAllBytes(), UTF_8);
    }
    List<String> problems =
        list.validate(body, InputFormat.JSON).stream().map(Object::toString).limit(5).toList();
    if (!problems.isEmpty()) {
      throw new AssertionError("%s is not as promised: %s".formatted(path, problems));
    }
    return JSON.readTree(body).get("Results");
  }

  public Totals totals() throws IOException, InterruptedException {
    JsonNode results = list();
    var copies = new TreeMap<String, Long>();
    for (JsonNode backup : results) {
      count(backup.get("DriveFiles")).forEach((status, n) -> copies.merge(status, n, Long::sum));
    }
    return new Totals(count(results), copies);
  }

  private static Map<String, Long> count(JsonNode rows) {
    return rows.valueStream()
        .map(row -> row.get("Status").asString())
        .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
  }

  @Override
  public void close() {
    client.close();
  }
}
