package dev.coffer.adapter.http.server;

import dev.coffer.adapter.http.access.RequestCaller;
import java.time.Duration;

/**
 * Is notified once of every request, when its reply was sent or failed. Called by many threads;
 * each request waits until the call returns.
 */
@FunctionalInterface
public interface RequestObserver {

  /**
   * Stands for an unknown method or path, because names that clients invent must not become labels.
   */
  String OTHER = "other";

  RequestObserver NOBODY = _ -> {};

  void served(Served request);

  /** This observer, and then another one. */
  default RequestObserver andThen(RequestObserver next) {
    return request -> {
      served(request);
      next.served(request);
    };
  }

  /**
   * One request and its outcome. The number of values of method, route and status is limited,
   * regardless of what clients send.
   *
   * @param method as HTTP spells it, or {@link #OTHER}
   * @param route the pattern of its path, such as {@code /api/backups/{id}}, or {@link #OTHER}
   * @param status as the client saw it; {@link #BROKEN} if the connection ended before the reply
   *     was complete
   * @param caller who sent it
   * @param took from the end of its headers to the end of the reply
   */
  record Served(String method, String route, int status, RequestCaller caller, Duration took) {

    public static final int BROKEN = 0;
  }
}
