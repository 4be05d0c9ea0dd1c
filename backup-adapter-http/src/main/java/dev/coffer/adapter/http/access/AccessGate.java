package dev.coffer.adapter.http.access;

import dev.coffer.adapter.http.server.GuardedConnection;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the requests of one API through Helidon Security, and refuses them with the replies
 * of its contract.
 *
 * <p>The provider is our own. Helidon's providers would log decoded credentials, put the header
 * into their exceptions and keep the password in the subject. Helidon's own security filter is not
 * used either: it would build a context for every request of the listener, listings included, and
 * copy all headers into it. Thread-safe.
 */
public final class AccessGate implements AuthenticationProvider {
  private static final String ATTRIBUTE = "coffer.attempt";

  private final Security security;

  private final SecurityHandler handler =
      SecurityHandler.create(
          handler -> handler.authenticate(true).authenticationOptional(true).audit(false));

  /**
   * @param callers the name of this gate for Helidon Security
   */
  public AccessGate(String callers) {
    // Helidon's audit is switched off: the request log and the vault's audit log already record who
    // did what, and Helidon's would print everything that a subject holds.
    AuditProvider silent = () -> _ -> {};
    security =
        Security.builder()
            .addAuthenticationProvider(this, callers)
            .addAuditProvider(silent)
            .disableTracing()
            .build();
  }

  /** Returns the caller of a request, or throws the refusal. */
  @FunctionalInterface
  public interface Recognition {
    Subject recognise(ServerRequest request);
  }

  /**
   * The attempt to authenticate one request. Helidon Security gets it as an opaque attribute, so it
   * never holds the credentials themselves. Used by the one thread that serves the request.
   */
  private static final class Attempt {
    private final Supplier<Subject> recognition;
    private @Nullable RuntimeException failure;

    Attempt(Supplier<Subject> recognition) {
      this.recognition = recognition;
    }
  }

  /**
   * Authenticates the caller and continues in every case; {@link #refuse} must be the next handler.
   */
  public Handler by(Recognition recognition) {
    return (request, response) -> {
      var attempt = new Attempt(() -> recognition.recognise(request));
      request.context().register(attempt);
      request.context().register(securityContext(request, attempt));
      handler.handle(request, response);
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
      Subject caller = attempt.recognition.get();
      recognised();
      return AuthenticationResponse.success(caller);
    } catch (RuntimeException e) {
      // Helidon Security would turn an exception here into a log entry and an empty 500, and a
      // failed authentication into an empty 401. Neither is in a contract.
      attempt.failure = e;
      return AuthenticationResponse.abstain();
    }
  }

  /**
   * The client that the current thread serves is known, also where no gate has recognised it: its
   * connection keeps its place when others get scarce.
   */
  public static void recognised() {
    GuardedConnection.current().recognised();
  }

  /** Ends the request if its caller was not recognised, or could not be. */
  public void refuse(ServerRequest request, ServerResponse response) {
    Optional<RuntimeException> failure =
        request.context().get(Attempt.class).flatMap(made -> Optional.ofNullable(made.failure));
    if (failure.isPresent()) {
      throw failure.get();
    }
    response.next();
  }

  /**
   * Makes the result of a {@link Recognition}.
   *
   * @param name for people
   */
  public static <C> Subject subject(String name, Class<C> type, C caller) {
    return Subject.builder()
        .principal(Principal.create(name))
        .addPublicCredential(type, caller)
        .build();
  }

  /**
   * Returns the caller of a request.
   *
   * @throws java.util.NoSuchElementException on a route without authentication
   */
  public static <C> C caller(ServerRequest request, Class<C> type) {
    return request
        .context()
        .get(SecurityContext.class)
        .flatMap(SecurityContext::user)
        .flatMap(subject -> subject.publicCredential(type))
        .orElseThrow();
  }
}
