package dev.coffer.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Part of a list that is read in order, page by page.
 *
 * @param next the place after which the next page begins; empty on the last page
 */
public record Page<T, P>(List<T> items, Optional<P> next) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Reads one item more than the page holds: it shows whether another page follows.
   *
   * @param max most items of the page, 1 or more
   * @param items reads the page, given the most items to read
   * @param place of an item in the list
   */
  public static <T, P> Page<T, P> read(int max, IntFunction<List<T>> items, Function<T, P> place) {
    List<T> found = items.apply(max + 1);
    if (found.size() <= max) {
      return new Page<>(found, Optional.empty());
    }
    List<T> page = found.subList(0, max);
    return new Page<>(page, Optional.of(place.apply(page.getLast())));
  }

  /**
   * The items of all pages.
   *
   * @param read reads the page after a place, the first one when it is empty
   */
  public static <T, P> List<T> all(Function<Optional<P>, Page<T, P>> read) {
    List<T> all = new ArrayList<>();
    Optional<P> next = Optional.empty();
    do {
      Page<T, P> page = read.apply(next);
      all.addAll(page.items());
      next = page.next();
    } while (next.isPresent());
    return all;
  }

  /** The same page of other items. */
  public <U> Page<U, P> map(Function<T, U> change) {
    return new Page<>(items.stream().map(change).toList(), next);
  }
}
