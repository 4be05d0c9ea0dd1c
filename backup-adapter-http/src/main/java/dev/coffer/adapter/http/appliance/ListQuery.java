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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What the query of a listing asks for. All of it is opt-in; parameters of other names are not
 * looked at.
 */
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
   * Reads it.
   *
   * @throws RequestRefused with a 400 that names the parameter and says what was expected
   */
  static ListQuery of(UriQuery query) {
    return new ListQuery(query);
  }

  ListWindow window() {
    return window;
  }

  /** {@code Link}: the same question about what is below this number; not where one row is all. */
  Optional<String> linkTo(OptionalLong below) {
    if (below.isEmpty() || latest || !query.contains(LIMIT)) {
      return Optional.empty();
    }
    var next = new StringJoiner("&", ApplianceApi.BACKUPS + "?", "");
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
      // Refused below, as one that is there twice is.
    }
    throw new RequestRefused(
        HttpFailure.of(Status.BAD_REQUEST_400, "invalid " + name)
            .withData(Map.of("expected", expected)));
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

  /** The plus of an offset, as {@code date -Iseconds} prints it, stands for a space in a query. */
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
