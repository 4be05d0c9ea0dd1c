package dev.coffer.adapter.http.access;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.security.Subject;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Function;

/** Authenticates operators by {@code X-Api-Key}. Wrong keys are throttled. Thread-safe. */
public final class OperatorGate {
  private static final HeaderName API_KEY = HeaderNames.create("X-Api-Key");
  private static final int MAX_LENGTH = 1024;

  private final OperatorLogins logins;
  private final HttpFailure unauthorized;
  private final HttpFailure forbidden;
  private final AccessGate gate = new AccessGate("operators");

  /**
   * @param unauthorized the contract's reply to a client without a valid key
   * @param forbidden the contract's reply to a key without permission
   */
  public OperatorGate(OperatorLogins logins, HttpFailure unauthorized, HttpFailure forbidden) {
    this.logins = logins;
    this.unauthorized = unauthorized;
    this.forbidden = forbidden;
  }

  /**
   * Authenticates the caller and continues in every case; {@link #refuse} must be the next handler.
   *
   * @param role the role that a method requires
   */
  public Handler required(Function<Method, Role> role) {
    return gate.by(request -> recognise(request, role.apply(request.prologue().method())));
  }

  private Subject recognise(ServerRequest request, Role needed) {
    Credentials key = key(request.headers());
    RequestCaller.note(request, new RequestCaller.Claimed(key.user()));
    try (FailureThrottle.Attempt attempt =
        logins.throttle().admit(request.remotePeer().address(), request.headers(), key)) {
      return switch (logins.recogniseOperator().recognise(key, needed)) {
        case RecogniseOperator.Recognised(Operator operator) -> {
          recognised(request, operator);
          yield AccessGate.subject(operator.keyId().toString(), Operator.class, operator);
        }
        case RecogniseOperator.NotPermitted(Operator operator) -> {
          recognised(request, operator);
          throw new RequestRefused(forbidden);
        }
        case RecogniseOperator.Unknown() -> {
          attempt.failed();
          throw new RequestRefused(unauthorized);
        }
      };
    }
  }

  private static void recognised(ServerRequest request, Operator operator) {
    RequestCaller.note(request, new RequestCaller.Recognised(Actor.of(operator)));
  }

  private Credentials key(Headers headers) {
    List<String> values = headers.all(API_KEY, List::of);
    if (values.size() != 1
        || values.getFirst().isEmpty()
        || values.getFirst().length() > MAX_LENGTH) {
      throw new RequestRefused(unauthorized);
    }
    return Credentials.ofApiKey(new Secret(values.getFirst()));
  }

  /** Ends the request if its caller was not recognised, or could not be. */
  public void refuse(ServerRequest request, ServerResponse response) {
    gate.refuse(request, response);
  }

  /**
   * Returns the operator who sent a request.
   *
   * @throws java.util.NoSuchElementException on a route without authentication
   */
  public static Operator operator(ServerRequest request) {
    return AccessGate.caller(request, Operator.class);
  }
}
