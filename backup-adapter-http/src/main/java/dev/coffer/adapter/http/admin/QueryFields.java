package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.admin.Problems.Wrong;
import dev.coffer.domain.Unicode;
import io.helidon.common.uri.UriQuery;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The query parameters of a list. An unknown parameter is refused, because it would be a filter
 * that is silently not applied. Used by the one thread that serves the request.
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

  /**
   * Reads a value. Empty when it is missing, or wrong, which is recorded.
   *
   * @param expected for people
   */
  <V> Optional<V> value(String name, String expected, Function<String, V> parse) {
    known.add(name);
    if (!query.contains(name)) {
      return Optional.empty();
    }
    List<String> values = query.all(name);
    try {
      if (values.size() == 1) {
        return Optional.of(parse.apply(values.getFirst()));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // Recorded below, together with parameters that are given twice.
    }
    wrong.add(
        new Wrong(
            name, "%s: \"%s\" (expected: %s)".formatted(name, String.join("&", values), expected)));
    return Optional.empty();
  }

  Optional<String> text(String name, String expected) {
    return value(name, expected, Function.identity());
  }

  int limit() {
    return value(
            "limit",
            "1 to " + MOST,
            text -> {
              int limit = Integer.parseInt(text);
              if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException(text);
              }
              return limit;
            })
        .orElse(DEFAULT_LIMIT);
  }

  /** Reads a cursor that {@link #next} has made. */
  <V> Optional<V> cursor(Function<String, V> parse) {
    return value("cursor", "the \"next\" of the previous page", text -> parse.apply(place(text)));
  }

  private static String place(String cursor) {
    String place = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    if (!Unicode.isText(place)) {
      throw new IllegalArgumentException(cursor);
    }
    return place;
  }

  /** Encodes a place in a list as a cursor for clients. */
  static String next(String place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8));
  }

  /**
   * Must be called after all parameters were read.
   *
   * @throws dev.coffer.adapter.http.reply.RequestRefused with a 400 that names each wrong or
   *     unknown parameter
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
