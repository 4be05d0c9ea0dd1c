package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.domain.catalog.ListWindow;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Status;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Function;

/** The parsed query of a listing. Every parameter is optional; unknown parameters are ignored. */
final class ListQuery {
  private static final int MAX_LIMIT = 1000;
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String LATEST = "latest";
  private static final String SINCE = "since";
  private static final String UNTIL = "until";

  private final UriQuery query;
  private final boolean latest;
  private final ListWindow window;

  private ListQuery(UriQuery query) {
    this.query = query;
    this.latest = value(LATEST, "true or false", ListQuery::flag).orElse(false);
    int limit = value(LIMIT, "1 to " + MAX_LIMIT, ListQuery::limit).orElse(0);
    Optional<Long> below = value(CURSOR, "one from a Link header", ListQuery::number);
    this.window =
        new ListWindow(
            below.map(OptionalLong::of).orElseGet(OptionalLong::empty),
            value(SINCE, "a time as in RFC 3339", ListQuery::instant),
            value(UNTIL, "a time as in RFC 3339", ListQuery::instant),
            latest ? 1 : limit);
  }

  /**
   * Parses a query.
   *
   * @throws RequestRefused with a 400 that names the parameter and the expected value
   */
  static ListQuery of(UriQuery query) {
    return new ListQuery(query);
  }

  ListWindow window() {
    return window;
  }

  /**
   * The {@code Link} header for the next page, with numbers below this one; empty if a single row
   * is requested.
   */
  Optional<String> linkTo(OptionalLong below) {
    if (below.isEmpty() || latest || !query.contains(LIMIT)) {
      return Optional.empty();
    }
    var next = new StringJoiner("&", "?", "");
    for (String name : List.of(LIMIT, SINCE, UNTIL)) {
      if (query.contains(name)) {
        next.add(name + "=" + query.getRaw(name));
      }
    }
    return Optional.of(
        "<%s&%s=%s>; rel=\"next\"".formatted(next, CURSOR, cursor(below.getAsLong())));
  }

  private <T> Optional<T> value(String name, String expected, Function<String, T> parse) {
    if (!query.contains(name)) {
      return Optional.empty();
    }
    List<String> values = query.all(name);
    try {
      if (values.size() == 1) {
        return Optional.of(parse.apply(values.getFirst()));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // Refused below, together with parameters that are given twice.
    }
    throw new RequestRefused(
        HttpFailure.of(Status.BAD_REQUEST_400, "invalid " + name).withExpected(expected));
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("true");
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(text);
    }
    return limit;
  }

  /**
   * Accepts a space for the plus of an offset, because a query decodes the plus that {@code date
   * -Iseconds} prints to a space.
   */
  private static Instant instant(String text) {
    return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
  }

  private static String cursor(long number) {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static long number(String cursor) {
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    if (bytes.length != Long.BYTES) {
      throw new IllegalArgumentException(cursor);
    }
    return ByteBuffer.wrap(bytes).getLong();
  }
}
