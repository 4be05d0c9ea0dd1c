package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.RequestRefused;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Bounds the downloads of this instance at once: each holds a file or a connection to a store, and
 * megabytes of socket buffers, for as long as its reader likes. Thread-safe.
 */
final class DownloadPermits {
  /** Far more than honest appliances need, which restore one at a time. */
  static final int DEFAULT = 128;

  private final Semaphore permits;

  DownloadPermits(int permits) {
    this.permits = new Semaphore(permits);
  }

  /** What happens while a permit is held. */
  @FunctionalInterface
  interface Download {
    void send() throws IOException;
  }

  /**
   * Sends at once or not at all: whoever waited would hold a connection for it.
   *
   * @throws RequestRefused when all permits are taken
   */
  void send(Download download) throws IOException {
    if (!permits.tryAcquire()) {
      throw new RequestRefused(Refusals.TOO_MANY_DOWNLOADS);
    }
    try {
      download.send();
    } finally {
      permits.release();
    }
  }
}
