package dev.coffer.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Starts a postmaster on a made data directory: on its former port if that is free, otherwise on
 * another.
 */
record PostmasterStart(DataDirectory directory) {

  /** PostgreSQL's words while processes of a postmaster that was killed are still ending. */
  private static final String STILL_ENDING = "pre-existing shared memory block";

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** A postmaster that accepts connections. */
  record Running(Postmaster postmaster, int port) {}

  Running run() throws IOException {
    var leftOver = new LeftOverPostmaster(directory);
    var stale = leftOver.stop();
    leftOver.removeUnusableFile();
    var timeout = directory.config().startTimeout();
    var start = System.nanoTime();
    var port = directory.formerPort().orElse(0);
    while (true) {
      if (port == 0 || !isFree(port)) {
        port = freePort();
      }
      var postmaster = Postmaster.launch(builder(port, stale));
      var left = timeout.minusNanos(System.nanoTime() - start);
      switch (awaitReady(postmaster, left)) {
        case READY -> {
          return new Running(postmaster, port);
        }
        case EXITED -> {
          if (left.isNegative() || !mayRetry(port)) {
            throw new EmbeddedPostgresException(
                "embedded index: PostgreSQL exited while starting on \"%s\".%s"
                    .formatted(directory.path(), directory.logs().tail()));
          }
          Shutdown.pause(PAUSE);
        }
        case TIMED_OUT ->
            throw new EmbeddedPostgresException(
                "embedded index: PostgreSQL was not ready on \"%s\" after %d seconds.%s"
                    .formatted(directory.path(), timeout.toSeconds(), directory.logs().tail()));
      }
    }
  }

  private Postmaster.Outcome awaitReady(Postmaster postmaster, Duration timeout)
      throws IOException {
    var ready = false;
    try {
      var outcome = postmaster.awaitReady(directory.path(), timeout);
      ready = outcome == Postmaster.Outcome.READY;
      return outcome;
    } finally {
      if (!ready) {
        postmaster.stop();
      }
    }
  }

  private boolean mayRetry(int port) throws IOException {
    return !isFree(port) || directory.logs().startLogSays(STILL_ENDING);
  }

  private ProcessBuilder builder(int port, OptionalLong stale) {
    var command =
        new ArrayList<>(
            List.of(directory.binaries().postgres().toString(), "-D", directory.path().toString()));
    command.addAll(ServerSettings.forServer(directory.config().settings(), port));
    var builder =
        Programs.builder(directory.user().serverCommand(command), directory.logs().startLog());
    // PostgreSQL's own way to find out that a process named in postmaster.pid is no postmaster. It
    // still looks whether
    // the shared memory named there is in use, which deleting the file would prevent.
    stale.ifPresent(pid -> builder.environment().put("PG_GRANDPARENT_PID", Long.toString(pid)));
    return builder;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(IndexConnection.HOST))) {
      return socket.getLocalPort();
    }
  }

  private static boolean isFree(int port) throws IOException {
    var address = InetAddress.ofLiteral(IndexConnection.HOST);
    try (var socket = new ServerSocket(port, 1, address)) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }
}
