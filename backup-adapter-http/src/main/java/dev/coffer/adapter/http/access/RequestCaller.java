package dev.coffer.adapter.http.access;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** Who sends a request, as far as that is known while it is served. */
public sealed interface RequestCaller {

  /** Nobody has sent credentials that can be read. */
  RequestCaller ANONYMOUS = new Anonymous();

  record Anonymous() implements RequestCaller {}

  /**
   * Credentials that are not, or not yet, known to be right.
   *
   * @param system the one that the client claims to be; empty for an API key, and for a user name
   *     that no system can have
   */
  record Claimed(Optional<SystemId> system) implements RequestCaller {}

  /** Credentials that are right. */
  record Recognised(Actor actor) implements RequestCaller {}

  /** A client that claims to be the system of this name. */
  static RequestCaller claimed(String user) {
    try {
      return new Claimed(Optional.of(new SystemId(user)));
    } catch (IllegalArgumentException e) {
      return new Claimed(Optional.empty());
    }
  }

  /** A client that sends an API key. */
  static RequestCaller claimed() {
    return new Claimed(Optional.empty());
  }

  /** Notes what is known now about the caller of a request. */
  static void note(ServerRequest request, RequestCaller caller) {
    request.context().register(RequestCaller.class, caller);
  }

  /** What is known about the caller of a request. */
  static RequestCaller of(ServerRequest request) {
    return request.context().get(RequestCaller.class, RequestCaller.class).orElse(ANONYMOUS);
  }
}
