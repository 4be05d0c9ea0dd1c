package dev.coffer.boot.process;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that begin at the same moment. */
public final class AtOnce {

  private AtOnce() {}

  /** What each of them returned, in their order. */
  public static <T> List<T> atOnce(List<? extends Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    var start = new CyclicBarrier(calls.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures =
          calls.stream()
              .map(call ->
                  threads.submit(() -> {
                    start.await();
                    return call.call();
                  }))
              .toList();
      for (Future<T> future : futures) {
        var _ = future.get();
      }
      return futures.stream().map(Future::resultNow).toList();
    }
  }
}
