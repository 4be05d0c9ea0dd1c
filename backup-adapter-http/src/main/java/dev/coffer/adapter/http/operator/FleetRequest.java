package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.common.uri.UriQuery;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Function;

/** The parsed query of a listing. Every parameter is optional; unknown parameters are ignored. */
final class FleetRequest {
  private static final int MAX_LIMIT = 1000;

  /** How many backups are in memory at a time when the complete list is requested. */
  private static final int PAGE = 500;

  private static final int PLACE_BYTES = Long.BYTES + Integer.BYTES + 2 * Long.BYTES;

  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String STATUS = "status";
  private static final String LABEL = "label";
  private static final String SYSTEM = "system";
  private static final String ORGANIZATION = "organization";
  private static final String PROVIDER = "provider";
  private static final String SINCE = "since";
  private static final String UNTIL = "until";
  private static final String ORDER = "order";
  private static final String INCLUDE = "Include";

  /** The parameters that a link to the next page repeats. */
  private static final List<String> REPEATED =
      List.of(LIMIT, STATUS, LABEL, SYSTEM, ORGANIZATION, PROVIDER, SINCE, UNTIL, ORDER, INCLUDE);

  private static final Map<String, FleetOrder> ORDERS =
      Map.of("asc", FleetOrder.OLDEST_FIRST, "desc", FleetOrder.NEWEST_FIRST);
  private static final Map<String, BackupStatus> STATUSES =
      Map.of(
          "pending",
          BackupStatus.PENDING,
          "finished",
          BackupStatus.FINISHED,
          "failed",
          BackupStatus.FAILED);

  private final UriQuery query;
  private final List<OperatorRefusals.Detail> wrong = new ArrayList<>();
  private final Fleet.Query asked;
  private final Set<IncludedField> extras;

  private FleetRequest(UriQuery query) {
    this.query = query;
    Optional<Integer> limit = value(LIMIT, "1 to " + MAX_LIMIT, FleetRequest::limit);
    var filter =
        new FleetFilter(
            value(STATUS, "pending, finished or failed", text -> oneOf(STATUSES, text)),
            value(LABEL, "a label", Function.identity()),
            value(SYSTEM, "the key of a system", SystemId::new),
            value(ORGANIZATION, "the name of an organization", Function.identity()),
            value(PROVIDER, "a provider", Function.identity()),
            value(SINCE, "a time as in RFC 3339", FleetRequest::instant),
            value(UNTIL, "a time as in RFC 3339", FleetRequest::instant));
    this.asked =
        new Fleet.Query(
            filter,
            value(ORDER, "asc or desc", text -> oneOf(ORDERS, text))
                .orElse(FleetOrder.NEWEST_FIRST),
            value(CURSOR, "one from a Link header", FleetRequest::place),
            limit.orElse(PAGE));
    this.extras =
        value(INCLUDE, "some of " + IncludedField.names(), FleetRequest::extras).orElse(Set.of());
    if (!wrong.isEmpty()) {
      throw OperatorRefusals.badRequest(wrong);
    }
  }

  /**
   * Parses a query.
   *
   * @throws RequestRefused with a 400 that names every wrong parameter and the expected value
   */
  static FleetRequest of(UriQuery query) {
    return new FleetRequest(query);
  }

  /** Returns the fields that a query adds to one backup. */
  static Set<IncludedField> extras(UriQuery query) {
    return new FleetRequest(query).extras;
  }

  Fleet.Query query() {
    return asked;
  }

  Set<IncludedField> extras() {
    return extras;
  }

  /** Whether one page is requested, rather than the complete list. */
  boolean isPaged() {
    return query.contains(LIMIT);
  }

  /** The {@code Link} header for the page that begins after this place. */
  String linkTo(FleetPlace place) {
    var next = new StringJoiner("&", "?", "");
    for (String name : REPEATED) {
      if (query.contains(name)) {
        next.add(name + "=" + query.getRaw(name));
      }
    }
    return "<%s&%s=%s>; rel=\"next\"".formatted(next, CURSOR, cursor(place));
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
      // Recorded below, together with parameters that are given twice.
    }
    wrong.add(new OperatorRefusals.Detail(name, expected));
    return Optional.empty();
  }

  private static <T> T oneOf(Map<String, T> values, String text) {
    return Optional.ofNullable(values.get(text))
        .orElseThrow(() -> new IllegalArgumentException(text));
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
    return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT).replace(' ', '+')).toInstant();
  }

  private static Set<IncludedField> extras(String text) {
    var extras = EnumSet.noneOf(IncludedField.class);
    Arrays.stream(text.split(",", -1))
        .map(name ->
            IncludedField.named(name.strip()).orElseThrow(() -> new IllegalArgumentException(name)))
        .forEach(extras::add);
    return Collections.unmodifiableSet(extras);
  }

  private static String cursor(FleetPlace place) {
    Instant receivedAt = place.receivedAt();
    byte[] bytes =
        ByteBuffer.allocate(PLACE_BYTES)
            .putLong(receivedAt.getEpochSecond())
            .putInt(receivedAt.getNano())
            .putLong(place.id().getMostSignificantBits())
            .putLong(place.id().getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static FleetPlace place(String cursor) {
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    if (bytes.length != PLACE_BYTES) {
      throw new IllegalArgumentException(cursor);
    }
    var buffer = ByteBuffer.wrap(bytes);
    Instant receivedAt = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
    return new FleetPlace(receivedAt, new UUID(buffer.getLong(), buffer.getLong()));
  }
}
