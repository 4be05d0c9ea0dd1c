package dev.coffer.adapter.http.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.management.Problems.Wrong;
import io.helidon.common.uri.UriQuery;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameters of a list. A parameter that nobody knows is refused: it would be a filter that is
 * silently not applied. Used by the one thread that serves the request.
 */
final class QueryFields {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1000;

  private final UriQuery query;
  private final Set<String> known = new HashSet<>();
  private final List<Wrong> wrong = new ArrayList<>();

  QueryFields(UriQuery query) {
    this.query = query;
  }

  /** Empty when it is not given, and when it is wrong, which is noted. */
  <V> Optional<V> value(String name, Function<String, V> parse) {
    known.add(name);
    if (!query.contains(name)) {
      return Optional.empty();
    }
    List<String> values = query.all(name);
    if (values.size() > 1) {
      wrong.add(new Wrong(name, "%s: \"%s\" (expected: once)".formatted(name, values)));
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(values.getFirst()));
    } catch (RuntimeException e) {
      // Of the value's own parser: dates, numbers and enums each throw another kind.
      wrong.add(
          new Wrong(name, "%s: \"%s\" (%s)".formatted(name, values.getFirst(), e.getMessage())));
      return Optional.empty();
    }
  }

  int limit() {
    return value(
            "limit",
            text -> {
              int limit = Integer.parseInt(text);
              if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("expected: 1 to " + MOST);
              }
              return limit;
            })
        .orElse(DEFAULT_LIMIT);
  }

  /** What {@link #next} made. */
  <V> Optional<V> cursor(Function<String, V> parse) {
    return value(
        "cursor",
        text -> {
          try {
            return parse.apply(new String(Base64.getUrlDecoder().decode(text), UTF_8));
          } catch (RuntimeException e) {
            throw new IllegalArgumentException("expected: what \"next\" said", e);
          }
        });
  }

  /** A place in a list, as clients are told it. */
  static String next(String place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8));
  }

  /**
   * To be called when all parameters were asked for.
   *
   * @throws dev.coffer.adapter.http.RequestRefused with a 400 that names each wrong one
   */
  void check() {
    query.names().stream()
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
}
