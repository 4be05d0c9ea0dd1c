package dev.coffer.application.monitoring;

import dev.coffer.application.Durations;
import dev.coffer.application.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts at intervals and keeps the last results, so that showing them costs the index nothing.
 * Thread-safe.
 */
public final class FiguresService implements Figures {

  private final Health health;
  private final Supplier<Transfers> transfers;
  private final Ticker ticker;
  private final Cached<Facts> facts;
  private final Cached<Map<String, Long>> finishedCopies;

  public FiguresService(
      FleetFacts facts,
      Health health,
      Supplier<Transfers> transfers,
      Ticker ticker,
      Durations.Monitoring times) {
    this.health = health;
    this.transfers = transfers;
    this.ticker = ticker;
    this.facts = new Cached<>(facts::facts, times.figuresAge());
    this.finishedCopies = new Cached<>(facts::finishedCopies, times.finishedCopiesAge());
  }

  /** Runs one pass. */
  public void count() {
    facts.refresh();
  }

  /** Runs one pass. */
  public void countFinished() {
    finishedCopies.refresh();
  }

  @Override
  public Shown show() {
    return health.status().index().isUp()
        ? new Shown(facts.reading(), finishedCopies.reading())
        : new Shown(Optional.empty(), Optional.empty());
  }

  @Override
  public Transfers transfers() {
    return transfers.get();
  }

  /** One query with its last result. */
  private final class Cached<T> {

    private record Result<T>(T value, long nanos) {}

    private final Supplier<T> query;
    private final Duration longest;
    private volatile @Nullable Result<T> last;

    Cached(Supplier<T> query, Duration longest) {
      this.query = query;
      this.longest = longest;
    }

    /** The age of the result is measured from the beginning of the query. */
    void refresh() {
      long begun = ticker.nanos();
      last = new Result<>(query.get(), begun);
    }

    Optional<Reading<T>> reading() {
      return Optional.ofNullable(last)
          .map(result ->
              new Reading<>(result.value(), Duration.ofNanos(ticker.nanos() - result.nanos())))
          .filter(reading -> reading.age().compareTo(longest) <= 0);
    }
  }
}
