package dev.coffer.adapter.http.access;

import dev.coffer.domain.access.Actor;
import io.helidon.webserver.http.ServerRequest;

/** Who sends a request, as far as that is known while it is served. */
public sealed interface RequestCaller {

  /** Nobody has sent credentials that can be read. */
  RequestCaller ANONYMOUS = new Anonymous();

  record Anonymous() implements RequestCaller {}

  /**
   * Credentials that are not, or not yet, known to be right.
   *
   * @param user the key of the system that the client claims to be, any text; empty for an API key
   */
  record Claimed(String user) implements RequestCaller {}

  /** Credentials that are right. */
  record Recognised(Actor actor) implements RequestCaller {}

  /** Notes what is known now about the caller of a request. */
  static void note(ServerRequest request, RequestCaller caller) {
    request.context().register(RequestCaller.class, caller);
  }

  /** What is known about the caller of a request. */
  static RequestCaller of(ServerRequest request) {
    return request.context().get(RequestCaller.class, RequestCaller.class).orElse(ANONYMOUS);
  }
}
