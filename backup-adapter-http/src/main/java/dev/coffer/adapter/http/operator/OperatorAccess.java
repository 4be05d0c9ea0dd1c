package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.RequestRefused;
import dev.coffer.application.port.in.RecogniseOperator;
import dev.coffer.domain.Operator;
import dev.coffer.domain.Role;
import dev.coffer.domain.Secret;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Principal;
import io.helidon.security.ProviderRequest;
import io.helidon.security.Security;
import io.helidon.security.SecurityContext;
import io.helidon.security.SecurityEnvironment;
import io.helidon.security.Subject;
import io.helidon.security.spi.AuditProvider;
import io.helidon.security.spi.AuthenticationProvider;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.security.SecurityHandler;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose {@code X-Api-Key} it is, by Helidon Security with a provider of our own, and the refusals
 * in this contract's words. Without a throttle: a key has 256 random bits and no user name, so that
 * there is nothing to guess and nobody to lock out. Thread-safe.
 */
final class OperatorAccess implements AuthenticationProvider {
  private static final HeaderName API_KEY = HeaderNames.create("X-Api-Key");
  private static final int MAX_LENGTH = 1024;
  private static final String ATTRIBUTE = "coffer.attempt";

  private final RecogniseOperator recogniseOperator;
  private final Security security;

  private final SecurityHandler gate =
      SecurityHandler.create(
          handler -> handler.authenticate(true).authenticationOptional(true).audit(false));

  OperatorAccess(RecogniseOperator recogniseOperator) {
    this.recogniseOperator = recogniseOperator;
    // The request log and the audit of the vault say who did what.
    AuditProvider silent = () -> _ -> {};
    security =
        Security.builder()
            .addAuthenticationProvider(this, "operators")
            .addAuditProvider(silent)
            .disableTracing()
            .build();
  }

  /**
   * One request's way through Security, which gets it as an opaque attribute and so never holds the
   * key itself. Used by the one thread that serves the request.
   */
  private static final class Attempt {
    private final Headers headers;
    private final Role needed;
    private @Nullable RuntimeException failure;

    Attempt(Headers headers, Role needed) {
      this.headers = headers;
      this.needed = needed;
    }
  }

  /**
   * Recognises the caller and goes on in any case; {@link #refuse} has to follow.
   *
   * @param role what a method needs
   */
  Handler required(Function<Method, Role> role) {
    return (request, response) -> {
      var attempt = new Attempt(request.headers(), role.apply(request.prologue().method()));
      request.context().register(attempt);
      request.context().register(securityContext(request, attempt));
      gate.handle(request, response);
    };
  }

  private SecurityContext securityContext(ServerRequest request, Attempt attempt) {
    SecurityEnvironment environment =
        security
            .environmentBuilder()
            .method(request.prologue().method().text())
            .path(request.path().path())
            .transport(request.isSecure() ? "https" : "http")
            .addAttribute(ATTRIBUTE, attempt)
            .build();
    return security.contextBuilder(Integer.toString(request.id())).env(environment).build();
  }

  @Override
  public AuthenticationResponse authenticate(ProviderRequest request) {
    var attempt = (Attempt) Objects.requireNonNull(request.env().abacAttributeRaw(ATTRIBUTE));
    try {
      return switch (recogniseOperator.recognise(key(attempt.headers), attempt.needed)) {
        case RecogniseOperator.Recognised(Operator operator) ->
            AuthenticationResponse.success(subject(operator));
        case RecogniseOperator.Refused(var reason) -> throw Refusals.of(reason);
      };
    } catch (RuntimeException e) {
      // Security answers whatever is thrown here by a log entry and an empty 500.
      attempt.failure = e;
      return AuthenticationResponse.abstain();
    }
  }

  private static Secret key(Headers headers) {
    List<String> values = headers.all(API_KEY, List::of);
    if (values.size() != 1
        || values.getFirst().isEmpty()
        || values.getFirst().length() > MAX_LENGTH) {
      throw new RequestRefused(Refusals.UNAUTHORIZED);
    }
    return new Secret(values.getFirst());
  }

  private static Subject subject(Operator operator) {
    return Subject.builder()
        .principal(Principal.create(operator.keyId().toString()))
        .addPublicCredential(Operator.class, operator)
        .build();
  }

  /** Ends the request of a caller who was not recognised, or could not be. */
  void refuse(ServerRequest request, ServerResponse response) {
    Optional<RuntimeException> failure =
        request.context().get(Attempt.class).flatMap(made -> Optional.ofNullable(made.failure));
    if (failure.isPresent()) {
      throw failure.get();
    }
    response.next();
  }

  /**
   * Who sends a request.
   *
   * @throws java.util.NoSuchElementException on a route that lets anybody in
   */
  static Operator operator(ServerRequest request) {
    return request
        .context()
        .get(SecurityContext.class)
        .flatMap(SecurityContext::user)
        .flatMap(subject -> subject.publicCredential(Operator.class))
        .orElseThrow();
  }
}
