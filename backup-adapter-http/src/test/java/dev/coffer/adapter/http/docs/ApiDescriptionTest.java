package dev.coffer.adapter.http.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests that {@code /openapi} is what it claims to be, as strict tools read it: by the schema that
 * the OpenAPI initiative publishes for 3.1 (2022-10-07, Apache License 2.0), with every reference
 * resolved.
 */
class ApiDescriptionTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** The default settings: many tools refuse more than fifty aliases. */
  private static final LoadSettings SETTINGS = LoadSettings.builder().build();

  private static final Schema OPENAPI = schema();

  private static Schema schema() {
    try (InputStream json =
        ApiDescriptionTest.class.getResourceAsStream("openapi-3.1-schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.readTree(json));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String description() throws IOException {
    try (InputStream yaml = DocsApi.class.getResourceAsStream("openapi.yaml")) {
      return new String(yaml.readAllBytes(), UTF_8);
    }
  }

  @Test
  void theDescriptionIsValid() throws IOException {
    assertThat(problems(description())).isEmpty();
  }

  /** Finds a flow mapping that was split at a comma, and other traps for tools. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ description: The id is invalid. } | { description: The id, if any, is invalid. }",
        "\"#/components/responses/Forbidden\" | \"#/components/responses/Absent\"",
        "in: path | in: paths"
      })
  void aBrokenDescriptionIsFound(String right, String wrong) throws IOException {
    String description = description();
    assertThat(description).contains(right);

    assertThat(problems(description.replace(right, wrong))).isNotEmpty();
  }

  @Test
  void aKeyGivenTwiceIsFound() throws IOException {
    String twice = description().replace("  title: Coffer\n", "  title: Coffer\n  title: Safe\n");

    assertThatThrownBy(() -> problems(twice)).isInstanceOf(YamlEngineException.class);
  }

  private static List<String> problems(String yaml) {
    // Not Jackson's YAML reader, which reads an alias as text and accepts duplicate keys.
    JsonNode description = JSON.valueToTree(new Load(SETTINGS).loadFromString(yaml));
    return Stream.concat(
            OPENAPI.validate(description).stream().map(Object::toString),
            Stream.concat(
                absent(description, description), withoutValue(description, "description")))
        .toList();
  }

  private static Stream<String> absent(JsonNode description, JsonNode node) {
    JsonNode reference = node.path("$ref");
    Stream<String> own =
        reference.isString() && description.at(reference.stringValue().substring(1)).isMissingNode()
            ? Stream.of("absent: " + reference.stringValue())
            : Stream.empty();
    return Stream.concat(own, node.valueStream().flatMap(child -> absent(description, child)));
  }

  /** A schema may have an unknown keyword; ours have none without a value. */
  private static Stream<String> withoutValue(JsonNode node, String place) {
    if (node.isNull()) {
      return Stream.of("without a value: " + place);
    }
    return Stream.concat(
        node.propertyStream()
            .flatMap(field -> withoutValue(field.getValue(), place + "/" + field.getKey())),
        node.isArray()
            ? node.valueStream().flatMap(item -> withoutValue(item, place))
            : Stream.empty());
  }
}
