package dev.coffer.adapter.http.monitoring;

import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.monitoring.Health;
import dev.coffer.application.monitoring.Health.Part;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reports which parts are up, and why a part is down. Needs no authentication, so it names no
 * hosts. Thread-safe.
 */
final class HealthHandler {
  private static final JsonFactory JSON = new JsonFactory();

  private final Health health;
  private final BuildInfo build;

  HealthHandler(Health health, BuildInfo build) {
    this.health = health;
    this.build = build;
  }

  void show(ServerRequest request, ServerResponse response) {
    Health.Status status = health.status();
    response.status(status.isUp() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
    ResponseBody.json(request, response, json(status));
  }

  private byte[] json(Health.Status found) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("Version", build.version());
      json.writeStringProperty("CommitSHA", build.commit());
      json.writeStringProperty("BuildDate", build.date());
      status(json, found.isUp());
      json.writeObjectPropertyStart("Details");
      leaf(json, "Database", found.index());
      part(json, "Drives", found.drives());
      // The contract has this part, although there is no kind of data source.
      part(json, "DataSources", Map.of());
      // The contract has no part for removals, so it is added only while some are halted.
      Part removals = found.removals().part();
      if (!removals.isUp()) {
        leaf(json, "Removals", removals);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void part(JsonGenerator json, String name, Map<String, Part> components) {
    json.writeObjectPropertyStart(name);
    status(json, components.values().stream().allMatch(Part::isUp));
    json.writeObjectPropertyStart("Components");
    components.forEach((component, part) -> leaf(json, component, part));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void leaf(JsonGenerator json, String name, Part part) {
    json.writeObjectPropertyStart(name);
    status(json, part.isUp());
    json.writeNullProperty("Components");
    part.problem().ifPresent(problem -> json.writeStringProperty("Reason", problem.description()));
    json.writeEndObject();
  }

  private static void status(JsonGenerator json, boolean up) {
    json.writeStringProperty("Status", up ? "UP" : "DOWN");
  }
}
