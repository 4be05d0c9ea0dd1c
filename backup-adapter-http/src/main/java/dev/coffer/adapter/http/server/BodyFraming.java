package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses every body whose length is not given by one plain {@code Content-Length}, before anything
 * reads it.
 *
 * <p>Chunked bodies are refused on every route, because Helidon keeps a whole chunk in memory,
 * regardless of its size. If there are several lengths, or unusually written ones, Helidon may
 * believe another one than a proxy in front of it, which allows request smuggling.
 */
final class BodyFraming implements Filter {
  /** 18 digits always fit into a long. */
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private static final HttpFailure INVALID_LENGTH =
      HttpFailure.of(Status.BAD_REQUEST_400, "invalid Content-Length");

  private final HttpErrors errors;

  BodyFraming(HttpErrors errors) {
    this.errors = errors;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<HttpFailure> violation = violation(request.headers());
    if (violation.isPresent()) {
      errors.send(request, response, violation.get());
    } else {
      chain.proceed();
    }
  }

  static Optional<HttpFailure> violation(Headers headers) {
    if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      return Optional.of(closing(HttpErrors.LENGTH_REQUIRED));
    }
    List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
    boolean plain = lengths.isEmpty() || (lengths.size() == 1 && isLength(lengths.getFirst()));
    return plain ? Optional.empty() : Optional.of(closing(INVALID_LENGTH));
  }

  private static boolean isLength(String value) {
    return LENGTH.matcher(value).matches();
  }

  private static HttpFailure closing(HttpFailure failure) {
    return failure.withHeader("Connection", "close");
  }
}
