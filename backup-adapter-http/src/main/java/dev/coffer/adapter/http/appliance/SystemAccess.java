package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.AccessGate;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.tenancy.Scope;
import io.helidon.http.Method;
import io.helidon.security.Subject;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Function;

/** Authenticates systems. Thread-safe. */
final class SystemAccess {
  private final RecogniseSystem recogniseSystem;
  private final Logins logins;
  private final AccessGate gate = new AccessGate("systems");

  SystemAccess(RecogniseSystem recogniseSystem, Logins logins) {
    this.recogniseSystem = recogniseSystem;
    this.logins = logins;
  }

  /**
   * Authenticates the caller and continues in every case; {@link #refuse} must be the next handler.
   *
   * @param scope the scope that a method needs
   */
  Handler required(Function<Method, Scope> scope) {
    return gate.by(request -> recognise(request, scope.apply(request.prologue().method())));
  }

  private Subject recognise(ServerRequest request, Scope needed) {
    try (Logins.Login login = logins.begin(request)) {
      return switch (recogniseSystem.recognise(login.credentials(), needed)) {
        case RecogniseSystem.Recognised(Caller caller) -> {
          login.recognised();
          yield AccessGate.subject(caller.systemId().value(), Caller.class, caller);
        }
        case RecogniseSystem.Refused(var reason) -> throw login.refused(reason);
      };
    }
  }

  /** Ends the request if its caller was not recognised, or could not be. */
  void refuse(ServerRequest request, ServerResponse response) {
    gate.refuse(request, response);
  }

  /**
   * Returns the system that sent a request.
   *
   * @throws java.util.NoSuchElementException on a route without authentication
   */
  static Caller caller(ServerRequest request) {
    return AccessGate.caller(request, Caller.class);
  }
}
