package dev.coffer.adapter.http.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code openapi.yaml}, so that tests can compare the server with it. */
public final class Description {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete");

  private static final Map<String, Set<Integer>> STATUSES = read();

  private Description() {}

  /**
   * Returns each operation, such as {@code GET /api/systems/backups/{id}}, with all its statuses.
   */
  public static Map<String, Set<Integer>> statuses() {
    return STATUSES;
  }

  /**
   * Whether the description has this reply. It does not cover requests that reach no operation
   * (another path, another method), so they are allowed any status.
   */
  public static boolean allows(String method, String target, int status) {
    String path = target.replaceAll("\\?.*", "").replaceAll("(?<=.)/$", "");
    return STATUSES.keySet().stream()
        .filter(
            operation -> (method + " " + path).matches(operation.replaceAll("\\{\\w+}", "[^/]+")))
        // If two paths match, the more specific one wins, as in the server.
        .max(Comparator.comparingInt(operation -> operation.replaceAll("\\{.*", "").length()))
        .map(operation -> Objects.requireNonNull(STATUSES.get(operation)).contains(status))
        .orElse(true);
  }

  private static Map<String, Set<Integer>> read() {
    var statuses = new TreeMap<String, Set<Integer>>();
    try (InputStream yaml = DocsApi.class.getResourceAsStream("openapi.yaml")) {
      JsonNode description = new YAMLMapper().readTree(yaml);
      description
          .get("paths")
          .forEachEntry((path, operations) ->
              operations.forEachEntry((method, operation) -> {
                if (METHODS.contains(method)) {
                  statuses.put(method.toUpperCase(Locale.ROOT) + " " + path, of(operation));
                }
              }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(new HashMap<>(statuses));
  }

  private static Set<Integer> of(JsonNode operation) {
    var statuses = new TreeSet<Integer>();
    operation.get("responses").forEachEntry((status, _) -> statuses.add(Integer.valueOf(status)));
    return Set.copyOf(statuses);
  }
}
