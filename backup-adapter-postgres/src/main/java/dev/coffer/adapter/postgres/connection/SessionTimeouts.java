package dev.coffer.adapter.postgres.connection;

import java.time.Duration;

/**
 * How long a call waits on the client's side, whatever the server does.
 *
 * @param checkout for a connection of the pool
 * @param connect for a TCP connection
 * @param socket for the next bytes of an answer; longer than any statement may take on the server
 */
public record SessionTimeouts(Duration checkout, Duration connect, Duration socket) {

  public static final SessionTimeouts DEFAULT =
      new SessionTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(30));
}
