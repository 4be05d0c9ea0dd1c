package dev.coffer.adapter.http.reply;

import io.helidon.http.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a client may see it: no stack, SQL, key or host in any of it. The {@link ErrorBody}
 * of the path turns it into bytes.
 *
 * @param message fixed text that clients may compare
 * @param data what more is said, by name; null when nothing is
 * @param headers response headers on top, such as {@code Retry-After} or {@code Allow}
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

  public HttpFailure withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpFailure(status, message, data, more);
  }

  /** Rounded up to whole seconds, which is all that {@code Retry-After} can say. */
  public HttpFailure withRetryAfter(Duration wait) {
    return withHeader("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
  }
}
