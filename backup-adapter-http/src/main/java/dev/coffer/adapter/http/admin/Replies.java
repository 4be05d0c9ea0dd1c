package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Readers and replies that all calls of this contract share. */
final class Replies {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private static final Pattern UUID_FORM =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final Pattern FOUR_DIGITS = Pattern.compile("[0-9]{4}-");

  /**
   * A page of a list.
   *
   * @param next the {@code cursor} of the next page; null on the last page
   */
  record Page<I>(List<I> items, Optional<String> next) {

    static <V, I, P> Page<I> of(
        List<V> values, Function<V, I> json, Optional<P> next, Function<P, String> place) {
      return new Page<>(values.stream().map(json).toList(), next.map(place).map(QueryFields::next));
    }
  }

  private Replies() {}

  static Authority authority(ServerRequest request) {
    return Authority.of(OperatorGate.operator(request));
  }

  static Operator operator(ServerRequest request) {
    return OperatorGate.operator(request);
  }

  /**
   * Returns the authority of an operator of the whole vault.
   *
   * @throws dev.coffer.adapter.http.reply.RequestRefused with a 403 for an operator of one
   *     organization
   */
  static Authority authorityOfAll(ServerRequest request) {
    Authority by = authority(request);
    if (!by.reachesAll()) {
      throw Problems.forAllOnly();
    }
    return by;
  }

  /**
   * Returns the operator, who must be one of the whole vault.
   *
   * @throws dev.coffer.adapter.http.reply.RequestRefused with a 403 for an operator of one
   *     organization
   */
  static Operator operatorOfAll(ServerRequest request) {
    if (!authority(request).reachesAll()) {
      throw Problems.forAllOnly();
    }
    return operator(request);
  }

  static void ok(ServerRequest request, ServerResponse response, Object body) {
    ResponseBody.json(request, response, JSON.writeValueAsBytes(body));
  }

  static void created(
      ServerRequest request, ServerResponse response, String location, Object body) {
    response.status(Status.CREATED_201);
    response.header(HeaderNames.LOCATION, location);
    ok(request, response, body);
  }

  static void nothing(ServerResponse response) {
    response.status(Status.NO_CONTENT_204).send();
  }

  /**
   * Reads an id in the path.
   *
   * @throws dev.coffer.adapter.http.reply.RequestRefused with a 404 when nothing can have this id
   */
  static UUID id(ServerRequest request, String parameter, String what) {
    String text = request.path().pathParameters().get(parameter);
    if (!UUID_FORM.matcher(text).matches()) {
      throw Problems.notFound(what);
    }
    return UUID.fromString(text);
  }

  /** Reads a system's key in the path, in the same way as {@link #id}. */
  static SystemId key(ServerRequest request) {
    String text = request.path().pathParameters().get("key");
    if (!SystemId.isValid(text)) {
      throw Problems.notFound("system");
    }
    return new SystemId(text);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Reads a constant of an enum, as {@link #lower} writes it. */
  static <E extends Enum<E>> E constant(E[] values, String name, String text) {
    for (E value : values) {
      if (lower(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "%s: \"%s\" (expected: one of %s)"
            .formatted(name, text, Arrays.stream(values).map(Replies::lower).toList()));
  }

  /**
   * Reads a time as in RFC 3339. That has no year after 9999, and the index cannot store one.
   *
   * @param name of the value
   */
  static Instant instant(String name, String text) {
    if (FOUR_DIGITS.matcher(text).lookingAt()) {
      try {
        return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
      } catch (DateTimeException _) {
        // Reported below, like every other invalid text.
      }
    }
    throw new IllegalArgumentException(
        "%s: \"%s\" (expected: a time as in RFC 3339)".formatted(name, text));
  }

  /** Writes a time in UTC and whole seconds. */
  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
