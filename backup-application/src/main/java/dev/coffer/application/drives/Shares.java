package dev.coffer.application.drives;

import dev.coffer.domain.Expected;
import dev.coffer.domain.tenancy.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How much of one kind this instance has in use at once. One system, and one organization, has a
 * share of it, so that what a tenant does to the limit is felt by that tenant alone. Nobody waits.
 * Thread-safe.
 */
public final class Shares {

  /**
   * The most in use at once; 0 = no limit.
   *
   * @param all of all owners together
   */
  public record Limits(long all, long perSystem, long perOrganization) {

    public static final Limits NONE = ofAll(0);

    public Limits {
      check("all", all);
      check("perSystem", perSystem);
      check("perOrganization", perOrganization);
    }

    private static void check(String name, long value) {
      Expected.that(value >= 0, name, value, "0 (no limit) or more");
    }

    /** Of which anyone may have everything. */
    public static Limits ofAll(long all) {
      return new Limits(all, 0, 0);
    }
  }

  /** What came of a request for some. */
  public enum Answer {
    GIVEN,

    /** The system, or its organization, has its share in use. */
    SHARE_IN_USE,

    /** All owners together have everything in use. */
    ALL_IN_USE
  }

  private final Limits limits;
  private final Map<UUID, Long> bySystem = new HashMap<>();
  private final Map<UUID, Long> byOrganization = new HashMap<>();
  private long inUse;

  public Shares(Limits limits) {
    this.limits = limits;
  }

  public Limits limits() {
    return limits;
  }

  /** Of all owners together. */
  public synchronized long inUse() {
    return inUse;
  }

  /** Always returns something to close, whatever the answer. */
  public synchronized Share request(Owner owner, long amount) {
    Answer answer = answer(owner, amount);
    var share = new Share(owner, answer, answer == Answer.GIVEN ? amount : 0);
    add(owner, share.held);
    return share;
  }

  private Answer answer(Owner owner, long amount) {
    long ofSystem = bySystem.getOrDefault(owner.systemUuid(), 0L);
    long ofOrganization = byOrganization.getOrDefault(owner.organizationId(), 0L);
    if (exceeds(ofSystem, amount, limits.perSystem)
        || exceeds(ofOrganization, amount, limits.perOrganization)) {
      return Answer.SHARE_IN_USE;
    }
    return exceeds(inUse, amount, limits.all) ? Answer.ALL_IN_USE : Answer.GIVEN;
  }

  /** One alone is never too much: it could not be had at any time. */
  private static boolean exceeds(long used, long amount, long most) {
    return most > 0 && used > 0 && amount > most - used;
  }

  private void add(Owner owner, long amount) {
    inUse += amount;
    add(bySystem, owner.systemUuid(), amount);
    add(byOrganization, owner.organizationId(), amount);
  }

  private static void add(Map<UUID, Long> used, UUID id, long amount) {
    long sum = used.getOrDefault(id, 0L) + amount;
    if (sum == 0) {
      used.remove(id);
    } else {
      used.put(id, sum);
    }
  }

  private synchronized void giveBack(Share share, long amount) {
    long returned = Math.min(amount, share.held);
    share.held -= returned;
    add(share.owner, -returned);
  }

  /** What is left of it is given back when closed, once. */
  public final class Share implements AutoCloseable {

    private final Owner owner;
    private final Answer answer;
    private long held;

    private Share(Owner owner, Answer answer, long held) {
      this.owner = owner;
      this.answer = answer;
      this.held = held;
    }

    public Answer answer() {
      return answer;
    }

    public boolean isGiven() {
      return answer == Answer.GIVEN;
    }

    /** Gives a part back before the end; more than is left is all of it. */
    public void release(long amount) {
      giveBack(this, amount);
    }

    @Override
    public void close() {
      release(Long.MAX_VALUE);
    }
  }
}
