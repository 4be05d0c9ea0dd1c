package dev.coffer.adapter.http.appliance;

import dev.coffer.application.port.in.RecogniseSystem;
import dev.coffer.domain.Caller;
import dev.coffer.domain.Scope;
import io.helidon.http.Method;
import io.helidon.security.Security;
import io.helidon.security.SecurityContext;
import io.helidon.security.SecurityEnvironment;
import io.helidon.security.spi.AuditProvider;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.security.SecurityHandler;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who is asking, by Helidon Security, and the refusals in this contract's words.
 *
 * <p>Security's own filter is not used: it builds a context for every request of the listener,
 * listings included, and copies all headers into it. Thread-safe.
 */
final class SystemAccess {
  private final Security security;

  private final SecurityHandler gate =
      SecurityHandler.create(
          handler -> handler.authenticate(true).authenticationOptional(true).audit(false));

  SystemAccess(RecogniseSystem recogniseSystem, Logins logins) {
    // The request log and the audit of the vault say who did what. Security's own would be of no
    // use beside them, and prints whatever a subject holds.
    AuditProvider silent = () -> _ -> {};
    security =
        Security.builder()
            .addAuthenticationProvider(new SystemAuthentication(recogniseSystem, logins), "systems")
            .addAuditProvider(silent)
            .disableTracing()
            .build();
  }

  /**
   * Recognises the caller and goes on in any case; {@link #refuse} has to follow.
   *
   * @param scope what a method needs
   */
  Handler required(Function<Method, Scope> scope) {
    return (request, response) -> {
      var attempt =
          new AccessAttempt(
              request.remotePeer().address(),
              request.headers(),
              scope.apply(request.prologue().method()));
      request.context().register(attempt);
      request.context().register(securityContext(request, attempt));
      gate.handle(request, response);
    };
  }

  private SecurityContext securityContext(ServerRequest request, AccessAttempt attempt) {
    SecurityEnvironment environment =
        security
            .environmentBuilder()
            .method(request.prologue().method().text())
            .path(request.path().path())
            .transport(request.isSecure() ? "https" : "http")
            .addAttribute(AccessAttempt.ATTRIBUTE, attempt)
            .build();
    return security.contextBuilder(Integer.toString(request.id())).env(environment).build();
  }

  /** Ends the request of a caller who was not recognised, or could not be. */
  void refuse(ServerRequest request, ServerResponse response) {
    Optional<RuntimeException> failure =
        request.context().get(AccessAttempt.class).flatMap(AccessAttempt::failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    response.next();
  }

  /**
   * The system that a request comes from.
   *
   * @throws java.util.NoSuchElementException on a route that lets anybody in
   */
  static Caller caller(ServerRequest request) {
    return request
        .context()
        .get(SecurityContext.class)
        .flatMap(SecurityContext::user)
        .flatMap(subject -> subject.publicCredential(Caller.class))
        .orElseThrow();
  }
}
