package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.access.RequestCaller;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.Refusal;
import io.helidon.webserver.http.ServerRequest;

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
  record Login(ServerRequest request, Credentials credentials, FailureThrottle.Attempt attempt)
      implements AutoCloseable {

    /**
     * Reports the result to the throttle. A caller that is refused for another reason had a right
     * secret.
     */
    RequestRefused refused(Refusal reason) {
      switch (reason) {
        case UNKNOWN -> attempt.failed();
        case SUSPENDED, NOT_PERMITTED -> recognised();
      }
      return ApplianceRefusals.of(reason);
    }

    /** The secret is that of the system. */
    void recognised() {
      RequestCaller.note(
          request, new RequestCaller.Recognised(new Actor(Actor.Kind.SYSTEM, credentials.user())));
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
  Login begin(ServerRequest request) {
    Credentials credentials = BasicHeader.read(request.headers());
    RequestCaller.note(request, new RequestCaller.Claimed(credentials.user()));
    return new Login(
        request,
        credentials,
        throttle.admit(request.remotePeer().address(), request.headers(), credentials));
  }
}
