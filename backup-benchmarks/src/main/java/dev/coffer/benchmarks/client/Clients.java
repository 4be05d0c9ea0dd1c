package dev.coffer.benchmarks.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Threads that each do the same again and again, for a time. */
public final class Clients {

  private Clients() {}

  /** What one client does; made and used by its thread. */
  public interface Client extends AutoCloseable {

    void once() throws Exception;

    @Override
    default void close() throws IOException {}
  }

  /**
   * What they did.
   *
   * @param perSecond all clients together
   */
  public record Load(double perSecond, Latencies latencies) {

    public double millis(double share) {
      return latencies.percentile(share).toNanos() / 1e6;
    }
  }

  /** Opens a client. */
  public interface Opening {

    Client open() throws Exception;
  }

  /** Runs {@code count} of them; the first failure is the run's. */
  public static Load run(int count, Duration time, IntFunction<Opening> client) {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      long start = System.nanoTime();
      long end = start + time.toNanos();
      List<Callable<long[]>> clients =
          IntStream.range(0, count)
              .<Callable<long[]>>mapToObj(number -> () -> work(client.apply(number), end))
              .toList();
      List<Future<long[]>> done = threads.invokeAll(clients);
      double seconds = (System.nanoTime() - start) / 1e9;
      var nanos = new long[count][];
      for (int i = 0; i < count; i++) {
        nanos[i] = done.get(i).get();
      }
      Latencies latencies = Latencies.of(Arrays.asList(nanos));
      return new Load(latencies.count() / seconds, latencies);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e.getCause());
    }
  }

  private static long[] work(Opening opening, long end) throws Exception {
    var nanos = new long[1024];
    int count = 0;
    try (Client client = opening.open()) {
      for (long now = System.nanoTime(); now < end; count++) {
        client.once();
        long after = System.nanoTime();
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count] = after - now;
        now = after;
      }
    }
    return Arrays.copyOf(nanos, count);
  }
}
