package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Lets only targets pass that are a path, as {@code /ping}: Helidon's routing fails on all others
 * (RFC 9112, 3.2), those of tunnels and of proxies, which are not served here.
 */
final class RequestTarget implements Filter {
  private final HttpErrors errors;

  RequestTarget(HttpErrors errors) {
    this.errors = errors;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.prologue().uriPath().rawPath().startsWith("/")) {
      chain.proceed();
    } else if (request.prologue().method().text().equals("CONNECT")) {
      errors.send(request, response, HttpErrors.METHOD_NOT_SERVED);
    } else {
      errors.send(request, response, HttpFailure.of(Status.BAD_REQUEST_400, "bad request"));
    }
  }
}
