package dev.coffer.adapter.s3;

import dev.coffer.application.Ticker;
import java.io.IOException;
import java.time.Duration;

/**
 * Tries a repeatable request up to four times, with 0.7 seconds of waiting in total. Thread-safe.
 */
final class Retries {

  /** A fault that comes three times in a row is still survived. */
  static final int TRIES = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final Ticker ticker;

  Retries(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Something that speaks to the store. */
  interface Call<T> {
    T run() throws IOException;
  }

  <T> T repeat(Call<T> call) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.run();
      } catch (IOException e) {
        if (!again(attempt, e)) {
          throw e;
        }
      }
    }
  }

  /** Whether to try once more, after the pause that comes before that. */
  boolean again(int attempt, IOException failure) {
    if (attempt >= TRIES || !S3Errors.isPassing(failure)) {
      return false;
    }
    ticker.pause(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    return true;
  }
}
