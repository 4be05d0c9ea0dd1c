package dev.coffer.adapter.http.appliance;

import dev.coffer.application.port.in.RecogniseSystem;
import dev.coffer.application.port.in.RecogniseSystem.Recognised;
import dev.coffer.application.port.in.RecogniseSystem.Refused;
import dev.coffer.domain.Caller;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Principal;
import io.helidon.security.ProviderRequest;
import io.helidon.security.Subject;
import io.helidon.security.spi.AuthenticationProvider;
import java.util.Objects;

/**
 * Recognises systems for Helidon Security. The provider that Helidon brings would log decoded
 * credentials, put the header into its failures and keep the password in the subject.
 *
 * <p>Thread-safe.
 */
final class SystemAuthentication implements AuthenticationProvider {
  private final RecogniseSystem recogniseSystem;
  private final Logins logins;

  SystemAuthentication(RecogniseSystem recogniseSystem, Logins logins) {
    this.recogniseSystem = recogniseSystem;
    this.logins = logins;
  }

  @Override
  public AuthenticationResponse authenticate(ProviderRequest request) {
    var attempt =
        (AccessAttempt)
            Objects.requireNonNull(request.env().abacAttributeRaw(AccessAttempt.ATTRIBUTE));
    try {
      Logins.Login login = logins.begin(attempt.peer(), attempt.headers());
      return switch (recogniseSystem.recognise(login.credentials(), attempt.needed())) {
        case Recognised(Caller caller) -> {
          login.recognised();
          yield AuthenticationResponse.success(subject(caller));
        }
        case Refused(var reason) -> throw login.refused(reason);
      };
    } catch (RuntimeException e) {
      // Security answers whatever is thrown here by a log entry and an empty 500, a failed
      // authentication by an empty 401: neither is in the contract.
      attempt.failed(e);
      return AuthenticationResponse.abstain();
    }
  }

  private static Subject subject(Caller caller) {
    return Subject.builder()
        .principal(Principal.create(caller.systemId().value()))
        .addPublicCredential(Caller.class, caller)
        .build();
  }
}
