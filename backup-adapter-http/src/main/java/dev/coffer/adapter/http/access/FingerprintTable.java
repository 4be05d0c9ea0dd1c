package dev.coffer.adapter.http.access;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A table of fingerprints, each with an expiry time, in memory of a fixed size. Expired entries are
 * dropped. If there is no room for a new entry, the one that expires soonest is replaced.
 *
 * <p>So an attacker can displace an entry only with enough entries that expire at least as late; a
 * flood of entries that expire early displaces only such entries. Outsiders must not be able to
 * choose fingerprints that share a slot. Thread-safe.
 */
final class FingerprintTable {
  /** The number of slots in one set. More would take longer to search. */
  private static final int WAYS = 8;

  /** The sets are created one by one, when they are first written to. */
  private final AtomicReferenceArray<Slots> sets;

  /** The slots that a fingerprint may be in; they are searched together, under their own lock. */
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
      int way = found < 0 ? slotToReplace(now) : found;
      taken[way] = true;
      fingerprints[way] = fingerprint;
      until[way] = now + nanos;
    }

    /** Returns the slot of a fingerprint, or -1. */
    private int find(long fingerprint) {
      for (int way = 0; way < WAYS; way++) {
        if (taken[way] && fingerprints[way] == fingerprint) {
          return way;
        }
      }
      return -1;
    }

    /** Returns a free slot, or else the one that expires soonest. */
    private int slotToReplace(long now) {
      int soonest = 0;
      for (int way = 0; way < WAYS; way++) {
        if (!taken[way] || until[way] - now <= 0) {
          return way;
        }
        if (until[way] - until[soonest] < 0) {
          soonest = way;
        }
      }
      return soonest;
    }
  }

  /** Makes a table for about {@code capacity} fingerprints, of about 30 bytes each. */
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

  /**
   * How long it is from {@code now} to the expiry; 0 when the fingerprint has none or it has
   * passed.
   */
  long nanosLeft(long fingerprint, long now) {
    return find(fingerprint).map(set -> set.nanosLeft(fingerprint, now)).orElse(0L);
  }

  /**
   * Delays the expiry by {@code nanos}, counted from {@code now} if it has passed, but never to
   * more than {@code most} after {@code now}.
   */
  void extend(long fingerprint, long now, long nanos, long most) {
    Slots set = make(fingerprint);
    synchronized (set) {
      set.put(fingerprint, now, Math.min(set.nanosLeft(fingerprint, now) + nanos, most));
    }
  }

  /** Sets the expiry to {@code nanos} after {@code now}, regardless of what it was. */
  void set(long fingerprint, long now, long nanos) {
    make(fingerprint).put(fingerprint, now, nanos);
  }
}
