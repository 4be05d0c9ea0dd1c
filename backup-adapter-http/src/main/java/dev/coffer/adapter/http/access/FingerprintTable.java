package dev.coffer.adapter.http.access;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * An expiry time for each of many fingerprints, in memory of a fixed size. Expired entries are
 * dropped. If there is no room for a new entry, the one that expires soonest is replaced.
 *
 * <p>So an attacker can displace a late entry only with enough entries that expire as late: a flood
 * of early ones displaces only early ones. Outsiders must not be able to choose fingerprints that
 * share a slot. Thread-safe.
 */
final class FingerprintTable {
  /**
   * How many fingerprints have each a chance of one place; more would be slower to look through.
   */
  private static final int WAYS = 8;

  /** Made one by one, as they are first written to. */
  private final AtomicReferenceArray<Slots> sets;

  /** Places that are looked through together, under their own lock. */
  private static final class Slots {
    private final long[] fingerprints = new long[WAYS];
    private final long[] until = new long[WAYS];
    private final boolean[] taken = new boolean[WAYS];

    synchronized long nanosLeft(long fingerprint, long now) {
      int way = find(fingerprint);
      return way < 0 ? 0 : Math.max(0, until[way] - now);
    }

    synchronized void put(long fingerprint, long now, long nanos) {
      int found = find(fingerprint);
      int way = found < 0 ? weakest(now) : found;
      taken[way] = true;
      fingerprints[way] = fingerprint;
      until[way] = now + nanos;
    }

    synchronized void forget(long fingerprint) {
      int way = find(fingerprint);
      if (way >= 0) {
        taken[way] = false;
      }
    }

    /** Its place, or -1. */
    private int find(long fingerprint) {
      for (int way = 0; way < WAYS; way++) {
        if (taken[way] && fingerprints[way] == fingerprint) {
          return way;
        }
      }
      return -1;
    }

    /** A free place, or else that of the soonest moment. */
    private int weakest(long now) {
      int weakest = 0;
      for (int way = 0; way < WAYS; way++) {
        if (!taken[way] || until[way] - now <= 0) {
          return way;
        }
        if (until[way] - until[weakest] < 0) {
          weakest = way;
        }
      }
      return weakest;
    }
  }

  /** For about {@code capacity} fingerprints, of some 30 bytes each. */
  FingerprintTable(int capacity) {
    sets = new AtomicReferenceArray<>(Math.max(1, capacity / WAYS));
  }

  private Optional<Slots> find(long fingerprint) {
    return Optional.ofNullable(sets.get(index(fingerprint)));
  }

  private Slots make(long fingerprint) {
    int index = index(fingerprint);
    return find(fingerprint)
        .orElseGet(() -> {
          var made = new Slots();
          Slots other = sets.compareAndExchange(index, null, made);
          return other == null ? made : other;
        });
  }

  private int index(long fingerprint) {
    return Math.floorMod(fingerprint, sets.length());
  }

  /** How long it is from {@code now} to the moment, 0 when there is none or it is over. */
  long nanosLeft(long fingerprint, long now) {
    return find(fingerprint).map(set -> set.nanosLeft(fingerprint, now)).orElse(0L);
  }

  /**
   * Moves the moment away, by {@code nanos} from where it is or, where it is over, from {@code
   * now}, but never to more than {@code most} from {@code now}.
   */
  void extend(long fingerprint, long now, long nanos, long most) {
    Slots set = make(fingerprint);
    synchronized (set) {
      set.put(fingerprint, now, Math.min(set.nanosLeft(fingerprint, now) + nanos, most));
    }
  }

  /** The moment is {@code nanos} from {@code now}, wherever it was. */
  void set(long fingerprint, long now, long nanos) {
    make(fingerprint).put(fingerprint, now, nanos);
  }

  void forget(long fingerprint) {
    find(fingerprint).ifPresent(set -> set.forget(fingerprint));
  }
}
