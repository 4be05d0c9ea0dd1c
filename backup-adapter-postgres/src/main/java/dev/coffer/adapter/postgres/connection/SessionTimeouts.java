package dev.coffer.adapter.postgres.connection;

import java.time.Duration;

/**
 * How long a call waits on the client's side, independent of what the server does.
 *
 * @param checkout for a connection from the pool
 * @param connect for a TCP connection
 * @param socket for the next bytes of an answer; longer than the server lets any statement run
 */
public record SessionTimeouts(Duration checkout, Duration connect, Duration socket) {

  public static final SessionTimeouts DEFAULT =
      new SessionTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(30));
}
