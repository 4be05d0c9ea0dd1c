package dev.coffer.adapter.http.reply;

import io.helidon.http.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a client may see it: no part of it contains a stack trace, SQL, a key or a host. The
 * {@link ErrorBody} of the path turns it into bytes.
 *
 * @param message fixed text that clients may compare
 * @param data further details by name; null if there are none
 * @param headers additional response headers, such as {@code Retry-After} or {@code Allow}
 */
public record HttpFailure(
    Status status,
    String message,
    @Nullable Map<String, Object> data,
    Map<String, String> headers) {

  public HttpFailure {
    if (status.code() < 400) {
      throw new IllegalArgumentException("status: " + status.code() + " (expected: 400 to 599)");
    }
    headers = Map.copyOf(headers);
  }

  public static HttpFailure of(Status status, String message) {
    return new HttpFailure(status, message, null, Map.of());
  }

  public HttpFailure withData(Map<String, Object> newData) {
    return new HttpFailure(status, message, newData, headers);
  }

  /** Says in {@code data.expected} what the client should send instead. */
  public HttpFailure withExpected(String expected) {
    return withData(Map.of("expected", expected));
  }

  public HttpFailure withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpFailure(status, message, data, more);
  }

  /** Adds {@code Retry-After}, rounded up to whole seconds because it cannot have fractions. */
  public HttpFailure withRetryAfter(Duration wait) {
    return withHeader("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
  }
}
