package dev.coffer.adapter.http.reply;

import dev.coffer.adapter.http.server.RequestLog;
import dev.coffer.application.download.TooManyDownloads;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps every failure to its status and sends it. No other class does either.
 *
 * <p>Immutable: each {@code with…} returns a new instance; add everything before the server starts.
 */
public final class HttpErrors {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpErrors.class);

  /**
   * For methods such as TRACE and CONNECT, on paths that are not known to serve any other method.
   */
  public static final HttpFailure METHOD_NOT_SERVED =
      HttpFailure.of(Status.METHOD_NOT_ALLOWED_405, "method not allowed")
          .withHeader("Allow", "DELETE, GET, HEAD, POST");

  public static final HttpFailure HTTP_1_1_REQUIRED =
      HttpFailure.of(
          Status.BAD_REQUEST_400, "only HTTP/1.1 is supported (in nginx: proxy_http_version 1.1;)");

  /** Plain HTTP on a port of TLS. */
  public static final HttpFailure TLS_REQUIRED =
      HttpFailure.of(Status.BAD_REQUEST_400, "this port supports HTTPS only: use https://")
          .withHeader("Connection", "close");

  /** A body of unknown length; says how a shell sends what comes out of a pipe. */
  public static final HttpFailure LENGTH_REQUIRED =
      HttpFailure.of(Status.LENGTH_REQUIRED_411, "Content-Length required")
          .withExpected(
              "a body of known length: write it to a file first, then curl -T FILE -X POST");

  /** Long enough for an index or a drive to restart, or for a transfer to end. */
  private static final Duration RETRY_UNAVAILABLE = Duration.ofSeconds(5);

  /** Nobody makes room on a drive within seconds. */
  private static final Duration RETRY_FULL = Duration.ofMinutes(5);

  /** Limits the number of causes that are logged, because a chain of causes could be circular. */
  private static final int DEEPEST_CAUSE = 8;

  /** By path prefix, longest first. */
  private final SortedMap<String, ErrorBody> bodies;

  private final Function<Throwable, Optional<HttpFailure>> translation;

  private HttpErrors(
      SortedMap<String, ErrorBody> bodies, Function<Throwable, Optional<HttpFailure>> translation) {
    this.bodies = bodies;
    this.translation = translation;
  }

  /** Formats every failure as {@link ErrorBody#ENVELOPE}. */
  public static HttpErrors standard() {
    return new HttpErrors(
        new TreeMap<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder())),
        _ -> Optional.empty());
  }

  /**
   * Lets {@code body} format the failures of the path {@code prefix} and of everything below it;
   * the longest prefix wins.
   */
  public HttpErrors withBody(String prefix, ErrorBody body) {
    var more = new TreeMap<>(bodies);
    more.put(prefix, body);
    return new HttpErrors(more, translation);
  }

  /**
   * Translates exceptions that mean more than "internal error"; applied before all translations
   * that were added earlier.
   */
  public HttpErrors withTranslation(Function<Throwable, Optional<HttpFailure>> more) {
    return new HttpErrors(bodies, e -> more.apply(e).or(() -> translation.apply(e)));
  }

  /**
   * Replies with a failure, correctly for HEAD too. Of the headers that were set so far, only the
   * request id is kept, because a length, an entity tag or a digest would describe a body that is
   * not sent.
   */
  public void send(ServerRequest request, ServerResponse response, HttpFailure failure) {
    Optional<String> id = response.headers().first(RequestLog.REQUEST_ID);
    response.headers().clear();
    id.ifPresent(value -> response.header(RequestLog.REQUEST_ID, value));
    ErrorBody body = bodyFor(request.prologue().uriPath().rawPath());
    response.status(failure.status());
    failure.headers().forEach(response::header);
    response.header(HeaderNames.CONTENT_TYPE, body.contentType());
    ResponseBody.send(request, response, body.bytes(failure));
  }

  public ErrorBody bodyFor(String path) {
    return bodies.entrySet().stream()
        .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(ErrorBody.ENVELOPE);
  }

  public void register(HttpRouting.Builder routing) {
    routing.error(Throwable.class, this::handle);
  }

  private void handle(ServerRequest request, ServerResponse response, Throwable thrown) {
    HttpFailure failure = failure(thrown, response);
    try {
      send(request, response, failure);
    } catch (CloseConnectionException e) {
      // Otherwise Helidon would log the complete request, query included, with a stack trace,
      // although the client only disconnected.
      LOGGER.trace("client disconnected before the reply", e);
    }
  }

  private HttpFailure failure(Throwable thrown, ServerResponse response) {
    Optional<HttpFailure> translated = translation.apply(thrown);
    if (translated.isPresent()) {
      return translated.get();
    }
    return switch (thrown) {
      case RequestRefused refused -> refused.failure();
      case NotFoundException _ -> HttpFailure.of(Status.NOT_FOUND_404, "not found");
      case HttpException refused when refused.status().code() < 500 -> ofStatus(refused.status());
      // The client closed its side during the body. It may still be able to read this reply.
      case InsufficientDataAvailableException _ ->
          HttpFailure.of(Status.BAD_REQUEST_400, "request body ended early")
              .withHeader("Connection", "close");
      case StorageUnavailable unavailable -> {
        // Every request fails in this way during an outage, so only one line is logged; the stack
        // trace needs debug level.
        LOGGER.warn("storage unavailable: {}", reasons(unavailable));
        LOGGER.debug("storage unavailable", unavailable);
        yield HttpFailure.of(Status.SERVICE_UNAVAILABLE_503, "backup storage unavailable")
            .withRetryAfter(RETRY_UNAVAILABLE);
      }
      case TooManyDownloads _ ->
          HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "too many downloads at once")
              .withRetryAfter(RETRY_UNAVAILABLE);
      case StorageFull _ -> {
        LOGGER.error("drive full", thrown);
        yield HttpFailure.of(Status.INSUFFICIENT_STORAGE_507, "drive full")
            .withRetryAfter(RETRY_FULL);
      }
      // This includes StorageCorrupt: a retry does not help, and clients need no details.
      default -> bug(thrown, response);
    };
  }

  /**
   * Returns the messages of a failure and its causes, without causes that only repeat the message
   * before.
   */
  private static String reasons(Throwable thrown) {
    var reasons = new StringJoiner("; ");
    String former = "";
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < DEEPEST_CAUSE; t = t.getCause()) {
      String message = Objects.requireNonNullElse(t.getMessage(), t.getClass().getSimpleName());
      if (!former.contains(message)) {
        reasons.add(message.lines().collect(Collectors.joining(" ")));
      }
      former = message;
      depth++;
    }
    return reasons.toString();
  }

  private static HttpFailure bug(Throwable thrown, ServerResponse response) {
    String id = response.headers().first(RequestLog.REQUEST_ID).orElse("");
    LOGGER.atError().setCause(thrown).addKeyValue("request_id", id).log("request failed");
    return internalError(id);
  }

  /** A failure without a text of its own: the message is the status in words. */
  public static HttpFailure ofStatus(Status status) {
    return HttpFailure.of(status, status.reasonPhrase().toLowerCase(Locale.ROOT));
  }

  public static HttpFailure internalError(String requestId) {
    return HttpFailure.of(Status.INTERNAL_SERVER_ERROR_500, "internal error")
        .withData(Map.of("request_id", requestId));
  }
}
