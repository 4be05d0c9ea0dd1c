package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.domain.backup.Refusal;
import io.helidon.http.Headers;
import java.net.SocketAddress;

/**
 * Applies the throttle to logins: before the index is queried, so that guesses do not even reach
 * it, and again with the result. Thread-safe.
 */
final class Logins {
  private final FailureThrottle throttle;

  Logins(FailureThrottle throttle) {
    this.throttle = throttle;
  }

  /**
   * Credentials for which the index may be queried now. Closed once it has answered, or has failed.
   */
  record Login(Credentials credentials, FailureThrottle.Attempt attempt) implements AutoCloseable {

    /**
     * Reports the result to the throttle. A caller that is refused for another reason had a right
     * secret.
     */
    RequestRefused refused(Refusal reason) {
      switch (reason) {
        case UNKNOWN -> attempt.failed();
        case SUSPENDED, NOT_PERMITTED -> {}
      }
      return ApplianceRefusals.of(reason);
    }

    @Override
    public void close() {
      attempt.close();
    }
  }

  /**
   * Reads the credentials of a request. A request without credentials is not a guess and is not
   * counted.
   *
   * @throws RequestRefused when no credentials can be read, or when they are wrong and too many
   *     were wrong before
   */
  Login begin(SocketAddress peer, Headers headers) {
    Credentials credentials = BasicHeader.read(headers);
    return new Login(credentials, throttle.admit(peer, headers, credentials));
  }
}
