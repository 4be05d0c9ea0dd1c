package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.domain.backup.Refusal;
import io.helidon.http.Headers;
import java.net.SocketAddress;

/**
 * Between what a client presents and the vault that knows it: the throttle is asked before, so that
 * guessing does not even reach the index, and told afterwards. Thread-safe.
 */
final class Logins {
  private final FailureThrottle throttle;

  Logins(FailureThrottle throttle) {
    this.throttle = throttle;
  }

  /**
   * Credentials that may be tried now. Where they come out, one of the methods must be called; when
   * the index could not tell, none.
   */
  record Login(Credentials credentials, FailureThrottle.Attempt attempt) {

    void recognised() {
      attempt.succeeded();
    }

    /** Who is refused for something else had a right secret. */
    RequestRefused refused(Refusal reason) {
      switch (reason) {
        case UNKNOWN -> attempt.failed();
        case SUSPENDED, NOT_PERMITTED -> attempt.succeeded();
      }
      return ApplianceRefusals.of(reason);
    }
  }

  /**
   * Reads the credentials of a request. Without any, nothing was guessed and nothing counts.
   *
   * @throws RequestRefused when there are none that can be read, or when this address has tried
   *     this key, or all keys, too often
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
