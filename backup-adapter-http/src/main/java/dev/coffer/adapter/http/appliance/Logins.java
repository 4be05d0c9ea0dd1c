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
   * Credentials that may be tried now. After the attempt, one of the methods must be called, or
   * none if the index was unavailable.
   */
  record Login(Credentials credentials, FailureThrottle.Attempt attempt) {

    void recognised() {
      attempt.succeeded();
    }

    /**
     * Reports the result to the throttle. A caller that is refused for another reason had a right
     * secret.
     */
    RequestRefused refused(Refusal reason) {
      switch (reason) {
        case UNKNOWN -> attempt.failed();
        case SUSPENDED, NOT_PERMITTED -> attempt.succeeded();
      }
      return ApplianceRefusals.of(reason);
    }
  }

  /**
   * Reads the credentials of a request. A request without credentials is not a guess and is not
   * counted.
   *
   * @throws RequestRefused when no credentials can be read, or when this address has tried this
   *     key, or all keys, too often
   */
  Login begin(SocketAddress peer, Headers headers) {
    Credentials credentials = BasicHeader.read(headers);
    FailureThrottle.Attempt attempt = throttle.attempt(peer, headers, credentials.user());
    attempt
        .delay()
        .ifPresent(wait -> {
          throw new RequestRefused(ApplianceRefusals.TOO_MANY_FAILURES.withRetryAfter(wait));
        });
    return new Login(credentials, attempt);
  }
}
