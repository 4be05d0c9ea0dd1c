package dev.coffer.adapter.http.server;

import java.time.Duration;

/**
 * Limits for the time and memory that one client can use.
 *
 * @param headDeadline from the accepted connection to its first byte, and from the first byte of a
 *     request to the end of its headers
 * @param idle how long a connection may be idle between two requests
 * @param minBytesPerSecond the minimum transfer rate of request and response bodies
 * @param rateWindow how long a body may stall, or how far it may fall behind the minimum rate,
 *     before the connection is closed
 * @param longestUpload from the end of a request's headers to the end of its body, at any rate
 * @param linger how long a refused body is still read, so that the client can read the refusal. It
 *     is not shorter than other deadlines, because a client that never disconnects would only
 *     reconnect more often
 * @param lingerBytes how much of a refused body is still read
 * @param leftoverBytes an unread body of at most this size is read and discarded, so that the
 *     connection stays open; a larger one closes it
 * @param maxConnections connections served at the same time; further ones wait in the backlog.
 *     Fewer if the process may not open enough files, see {@link
 *     dev.coffer.adapter.http.listen.FileDescriptors}
 * @param maxPerAddress connections of one client address at once (IPv6: of one /64 network); of a
 *     client behind trusted proxies, requests at once
 * @param maxRequestLineBytes method, path with query, and version
 * @param maxHeaderBytes all headers of one request together
 * @param shutdownGrace how long requests in progress may take to finish after {@link
 *     HttpServer#close()}
 */
public record RequestLimits(
    Duration headDeadline,
    Duration idle,
    long minBytesPerSecond,
    Duration rateWindow,
    Duration longestUpload,
    Duration linger,
    long lingerBytes,
    long leftoverBytes,
    int maxConnections,
    int maxPerAddress,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    Duration shutdownGrace) {

  // Declared before the defaults, whose construction needs it.
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** The longest value of every duration except that of an upload. */
  public static final Duration LONGEST = Duration.ofHours(1);

  public static final Duration LONGEST_UPLOAD = Duration.ofDays(7);

  /** For the open internet: generous with slow connections, strict with silent ones. */
  public static final RequestLimits DEFAULTS =
      new RequestLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          2 * 1024,
          Duration.ofSeconds(30),
          Duration.ofHours(6),
          Duration.ofSeconds(10),
          1024 * 1024,
          64 * 1024,
          4096,
          512,
          4 * 1024,
          16 * 1024,
          Duration.ofSeconds(120));

  public RequestLimits {
    requireWithin("headDeadline", headDeadline, SHORTEST);
    requireWithin("idle", idle, SHORTEST);
    requireWithin("minBytesPerSecond", minBytesPerSecond, 1, 1_000_000_000);
    requireWithin("rateWindow", rateWindow, SHORTEST);
    requireWithin("longestUpload", longestUpload, SHORTEST, LONGEST_UPLOAD);
    requireWithin("linger", linger, Duration.ZERO);
    requireWithin("lingerBytes", lingerBytes, 0, 1L << 30);
    requireWithin("leftoverBytes", leftoverBytes, 0, 1L << 30);
    requireWithin("maxConnections", maxConnections, 1, 1_000_000);
    requireWithin("maxPerAddress", maxPerAddress, 1, 1_000_000);
    requireWithin("maxRequestLineBytes", maxRequestLineBytes, 256, 1024 * 1024);
    requireWithin("maxHeaderBytes", maxHeaderBytes, 1024, 1024 * 1024);
    requireWithin("shutdownGrace", shutdownGrace, Duration.ZERO);
  }

  /** Copies these limits with at most this many connections at the same time. */
  public RequestLimits withAtMost(int connections) {
    return new RequestLimits(
        headDeadline,
        idle,
        minBytesPerSecond,
        rateWindow,
        longestUpload,
        linger,
        lingerBytes,
        leftoverBytes,
        Math.min(maxConnections, connections),
        maxPerAddress,
        maxRequestLineBytes,
        maxHeaderBytes,
        shutdownGrace);
  }

  private static void requireWithin(String name, Duration value, Duration shortest) {
    requireWithin(name, value, shortest, LONGEST);
  }

  private static void requireWithin(
      String name, Duration value, Duration shortest, Duration longest) {
    if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)".formatted(name, value, shortest, longest));
    }
  }

  private static void requireWithin(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d)".formatted(name, value, min, max));
    }
  }
}
