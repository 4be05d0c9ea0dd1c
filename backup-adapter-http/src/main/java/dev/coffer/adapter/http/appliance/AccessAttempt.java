package dev.coffer.adapter.http.appliance;

import dev.coffer.domain.Scope;
import io.helidon.http.Headers;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through Security: what it brings, and why it may not go on. Security gets it as
 * an opaque attribute and so never holds the {@code Authorization} header itself.
 *
 * <p>Used by the one thread that serves the request.
 */
final class AccessAttempt {
  static final String ATTRIBUTE = "coffer.attempt";

  private final SocketAddress peer;
  private final Headers headers;
  private final Scope needed;
  private @Nullable RuntimeException failure;

  AccessAttempt(SocketAddress peer, Headers headers, Scope needed) {
    this.peer = peer;
    this.headers = headers;
    this.needed = needed;
  }

  SocketAddress peer() {
    return peer;
  }

  Headers headers() {
    return headers;
  }

  Scope needed() {
    return needed;
  }

  void failed(RuntimeException reason) {
    failure = reason;
  }

  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }
}
