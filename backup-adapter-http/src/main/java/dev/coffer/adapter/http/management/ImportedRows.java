package dev.coffer.adapter.http.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.application.port.in.ImportSystems.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Systems to be added, as text: a table of comma-separated values, or a JSON object a line. */
public final class ImportedRows {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEY = "key";
  private static final String ORGANIZATION = "organization";
  private static final String LABEL = "label";

  private ImportedRows() {}

  /**
   * A header with the names of the columns key, organization and (or not) label, in any order, then
   * a line for each system. Quotes as in RFC 4180, but a value stays within its line.
   *
   * @throws IllegalArgumentException when the header or a line is not so
   */
  public static List<Row> ofCsv(byte[] bytes) {
    List<String> lines = lines(bytes);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("header: \"\" (expected: key,organization,label)");
    }
    List<String> header = values(lines.getFirst(), 1);
    if (!header.contains(KEY)
        || !header.contains(ORGANIZATION)
        || !List.of(KEY, ORGANIZATION, LABEL).containsAll(header)
        || header.stream().distinct().count() != header.size()) {
      throw new IllegalArgumentException(
          "header: \"%s\" (expected: key,organization,label)".formatted(lines.getFirst()));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> values = values(lines.get(i), i + 1);
      if (values.size() != header.size()) {
        throw new IllegalArgumentException(
            "line %d: \"%d values\" (expected: %d)".formatted(i + 1, values.size(), header.size()));
      }
      Map<String, String> named = new TreeMap<>();
      for (int column = 0; column < values.size(); column++) {
        named.put(header.get(column), values.get(column));
      }
      rows.add(
          new Row(
              named.getOrDefault(KEY, ""),
              named.getOrDefault(ORGANIZATION, ""),
              named.getOrDefault(LABEL, "")));
    }
    return rows;
  }

  private static List<String> lines(byte[] bytes) {
    return new String(bytes, UTF_8).lines().filter(line -> !line.isBlank()).toList();
  }

  private static List<String> values(String line, int number) {
    List<String> values = new ArrayList<>();
    var value = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        values.add(value.toString().strip());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    if (isQuoted) {
      throw new IllegalArgumentException(
          "line %d: \"a quote without an end\" (expected: two of each)".formatted(number));
    }
    values.add(value.toString().strip());
    return values;
  }

  /**
   * An object with key, organization and (or not) label in each line.
   *
   * @throws IllegalArgumentException when a line is not so
   */
  public static List<Row> ofJsonLines(byte[] bytes) {
    List<String> lines = lines(bytes);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode object = object(lines.get(i), i + 1);
      rows.add(new Row(text(object, KEY), text(object, ORGANIZATION), text(object, LABEL)));
    }
    return rows;
  }

  private static JsonNode object(String line, int number) {
    try {
      JsonNode object = JSON.readTree(line);
      if (object.isObject()
          && List.of(KEY, ORGANIZATION, LABEL).containsAll(object.propertyNames())) {
        return object;
      }
    } catch (JacksonException _) {
      // Told below, as what is JSON of another kind is.
    }
    throw new IllegalArgumentException(
        "line %d: not as it should be (expected: {\"key\":…,\"organization\":…,\"label\":…})"
            .formatted(number));
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).asString("");
  }
}
