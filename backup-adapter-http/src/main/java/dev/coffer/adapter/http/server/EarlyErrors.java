package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.reply.CommonHeaders;
import dev.coffer.adapter.http.reply.ErrorBody;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import org.jspecify.annotations.Nullable;

/**
 * Formats the replies to requests that never reach a route: malformed, too long, too many. They get
 * the envelope, the request id and the log line of all other replies; Helidon closes the
 * connection.
 */
final class EarlyErrors implements DirectHandler {
  private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  private final HttpErrors errors;
  private final RequestLog log;
  private final CommonHeaders commonHeaders;

  private EarlyErrors(HttpErrors errors, RequestLog log, CommonHeaders commonHeaders) {
    this.errors = errors;
    this.log = log;
    this.commonHeaders = commonHeaders;
  }

  static DirectHandlers handlers(HttpErrors errors, RequestLog log, CommonHeaders commonHeaders) {
    var handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new EarlyErrors(errors, log, commonHeaders));
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    String id = log.currentId();
    HttpFailure failure = failure(request, status, id);
    ErrorBody body = errors.bodyFor(request.path());
    byte[] bytes = body.bytes(failure);
    failure.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    headers.set(HeaderNames.CONTENT_TYPE, body.contentType());
    headers.set(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
    headers.set(HeaderValues.CONNECTION_CLOSE);
    headers.set(RequestLog.REQUEST_ID, id);
    // Added here because, for these replies, Helidon calls its listeners only after it has written
    // the headers.
    commonHeaders.headers().forEach(headers::setIfAbsent);
    log.refusedEarly(id, request, failure.status(), bytes.length);
    return TransportResponse.builder()
        .status(failure.status())
        .headers(headers)
        .keepAlive(false)
        .entity(bytes)
        .build();
  }

  /** Helidon's own message is never shown: it may quote what the client sent. */
  private static HttpFailure failure(TransportRequest request, Status status, String id) {
    if (status.code() == Status.BAD_REQUEST_400.code() || isUnreadable(status)) {
      return BodyFraming.violation(request.headers())
          .orElseGet(() -> HttpFailure.of(Status.BAD_REQUEST_400, "bad request"));
    }
    if (status.code() == HTTP_VERSION_NOT_SUPPORTED) {
      // Not a 5xx status: those are faults of the vault, which alert operators.
      return HttpErrors.HTTP_1_1_REQUIRED;
    }
    return status.code() >= 400 && status.code() != Status.INTERNAL_SERVER_ERROR_500.code()
        ? HttpErrors.ofStatus(status)
        : HttpErrors.internalError(id);
  }

  /** Helidon reports a method with illegal characters as a fault of its own. */
  private static boolean isUnreadable(Status status) {
    return status.code() == Status.INTERNAL_SERVER_ERROR_500.code()
        && GuardedConnection.current().isReadingHead();
  }
}
