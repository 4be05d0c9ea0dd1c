package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Two things measured in turn, so that what else the machine does meets both. */
record Rounds<A, B>(List<A> ours, List<B> theirs) {

  /** A, B, A, B, … */
  static <A, B> Rounds<A, B> alternate(int rounds, Supplier<A> ours, Supplier<B> theirs) {
    var all = new Rounds<A, B>(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      all.ours().add(ours.get());
      all.theirs().add(theirs.get());
    }
    return all;
  }

  /** The middle one; of an even number the lower of both in the middle, as it was measured. */
  static <T> T median(List<T> rounds, ToDoubleFunction<T> figure) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("rounds: none (expected: one or more)");
    }
    List<T> sorted = rounds.stream().sorted(Comparator.comparingDouble(figure)).toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
