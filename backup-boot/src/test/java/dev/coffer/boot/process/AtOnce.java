package dev.coffer.boot.process;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Calls that do not wait for one another. */
public final class AtOnce {

  private AtOnce() {}

  /** A call that is told which one of many it is, from 0. */
  @FunctionalInterface
  public interface Numbered<T> {
    T call(int number) throws Exception;
  }

  /** Makes many calls, a few of them at a time; returns what each returned, in their order. */
  public static <T> List<T> fewAtATime(int few, int calls, Numbered<T> call)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newFixedThreadPool(few)) {
      List<Future<T>> futures =
          IntStream.range(0, calls)
              .mapToObj(number -> threads.submit(() -> call.call(number)))
              .toList();
      return results(futures);
    }
  }

  private static <T> List<T> results(List<Future<T>> futures)
      throws InterruptedException, ExecutionException {
    for (Future<T> future : futures) {
      var _ = future.get();
    }
    return futures.stream().map(Future::resultNow).toList();
  }

  /** Begins all calls at the same moment; returns what each returned, in their order. */
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
      return results(futures);
    }
  }
}
