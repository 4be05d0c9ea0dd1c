package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.admin.Problems.Wrong;
import dev.coffer.domain.Unicode;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of a JSON object in a request. Collects everything that is wrong with them, so that
 * one reply reports all of it. Used by the one thread that serves the request.
 */
final class JsonFields {

  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode object;
  private final Set<String> known = new HashSet<>();
  private final List<Wrong> wrong = new ArrayList<>();

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  static JsonFields of(ServerRequest request) {
    byte[] body = RequestBody.read(request, RequestBody.SMALL);
    try {
      JsonNode object = JSON.readTree(body);
      if (object != null && object.isObject()) {
        requireText(object);
        return new JsonFields(object);
      }
    } catch (JacksonException _) {
      // Reported below, because the parser's message would show parts of the body.
    }
    throw Problems.wrong(
        "body", "body: \"%d bytes\" (expected: a JSON object)".formatted(body.length));
  }

  /** Checks the texts before any field is read, because the reply quotes wrong values. */
  private static void requireText(JsonNode node) {
    if (!Unicode.isText(node.asString(""))
        || !node.propertyNames().stream().allMatch(Unicode::isText)) {
      throw Problems.wrong("body", "body: (expected: %s)".formatted(Unicode.EXPECTED));
    }
    node.forEach(JsonFields::requireText);
  }

  /** Reads a text. Empty when it is missing, or wrong, which is recorded. */
  <V> Optional<V> text(String name, Function<String, V> parse) {
    return field(name)
        .filter(value -> is(value.isString(), name, value, "text"))
        .flatMap(value -> parsed(name, () -> parse.apply(value.stringValue())));
  }

  Optional<String> text(String name) {
    return text(name, Function.identity());
  }

  /** Does the same as {@link #text}, for a whole number that is not negative. */
  <V> Optional<V> number(String name, Function<Long, V> parse) {
    return field(name)
        .filter(value ->
            is(
                value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0,
                name,
                value,
                "a whole number, 0 or more"))
        .flatMap(value -> parsed(name, () -> parse.apply(value.longValue())));
  }

  /** Reads a flag. False when it is missing, or wrong, which is recorded. */
  boolean flag(String name) {
    return field(name)
        .filter(value -> is(value.isBoolean(), name, value, "true or false"))
        .map(JsonNode::booleanValue)
        .orElse(false);
  }

  /** Does the same as {@link #text}, for each text in an array. */
  <V> Optional<List<V>> texts(String name, Function<String, V> parse) {
    return field(name)
        .filter(value -> is(value.isArray(), name, value, "an array of text"))
        .flatMap(value ->
            parsed(
                name,
                () -> {
                  List<V> parsed = new ArrayList<>();
                  value.forEach(item -> parsed.add(parse.apply(item.asString(""))));
                  return parsed;
                }));
  }

  /** Records that a field is missing, or null. */
  <V> V required(String name, Optional<V> value, V fallback) {
    if (value.isEmpty() && !object.hasNonNull(name)) {
      wrong.add(new Wrong(name, name + ": \"\" (expected: a value)"));
    }
    return value.orElse(fallback);
  }

  /**
   * Must be called after all fields were read.
   *
   * @throws dev.coffer.adapter.http.reply.RequestRefused with a 400 that names each wrong field and
   *     each unknown field
   */
  void check() {
    object.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .forEach(name ->
            wrong.add(
                new Wrong(
                    name,
                    "\"%s\" (expected: one of %s)"
                        .formatted(name, known.stream().sorted().toList()))));
    if (!wrong.isEmpty()) {
      throw Problems.wrong(wrong);
    }
  }

  /** Makes a value from several fields; a 400 if they are wrong together. */
  <V> V build(Supplier<V> constructor) {
    return parsed("body", constructor).orElseThrow(() -> Problems.wrong(wrong));
  }

  private Optional<JsonNode> field(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  private boolean is(boolean right, String name, JsonNode value, String expected) {
    if (!right) {
      wrong.add(new Wrong(name, "%s: %s (expected: %s)".formatted(name, value, expected)));
    }
    return right;
  }

  private <V> Optional<V> parsed(String name, Supplier<V> parse) {
    try {
      return Optional.of(parse.get());
    } catch (IllegalArgumentException | ArithmeticException e) {
      wrong.add(new Wrong(name, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}
