package dev.coffer.adapter.http.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Checks every open connection ten times a second and closes those past their deadline. */
final class ConnectionWatchdog {
  private static final long PERIOD_MILLIS = 100;

  private final OpenConnections connections;
  private final CountDownLatch stopped = new CountDownLatch(1);

  ConnectionWatchdog(OpenConnections connections) {
    this.connections = connections;
  }

  void start() {
    Thread.ofPlatform().daemon().name("http-watchdog").start(this::watch);
  }

  private void watch() {
    try {
      while (!stopped.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.closeIfLate(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopped.countDown();
  }
}
