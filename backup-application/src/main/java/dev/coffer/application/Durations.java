package dev.coffer.application;

import dev.coffer.domain.retention.ReferenceTime;
import java.time.Duration;

/**
 * All durations of the vault's own work: how often each job runs, how long a lease is valid, when a
 * failed step is retried, and how long records are kept. Operators do not choose them. All
 * instances on one index use the same durations, for one instance relies on the leases of another.
 * Tests that wait for the end of a lease use a faster one.
 *
 * <p>Some durations are only correct relative to each other; the constructors check these bounds.
 *
 * @param driveStep how long one step of file I/O may take before its drive is closed until it
 *     answers; no step has more than 64 MiB to write
 * @param linkLifetime how long a signed download link works
 * @param shutdown how long the rest of a shutdown may take once requests in progress have had their
 *     grace period: then the process ends, whatever still hangs. The embedded index needs up to 25
 *     seconds
 */
public record Durations(
    Jobs jobs,
    Uploads uploads,
    Copies copies,
    Purge purge,
    Retention retention,
    Snapshots snapshots,
    Monitoring monitoring,
    Duration usageAudit,
    Duration driveStep,
    Duration linkLifetime,
    Duration shutdown) {

  public static final Durations DEFAULT =
      new Durations(
          Jobs.DEFAULT,
          Uploads.DEFAULT,
          Copies.DEFAULT,
          Purge.DEFAULT,
          Retention.DEFAULT,
          Snapshots.DEFAULT,
          Monitoring.DEFAULT,
          Duration.ofDays(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30));

  public Durations {
    // One renewal that fails must be harmless.
    Bounds.expectLess(
        "renewLeases, twice", jobs.renewLeases().multipliedBy(2), "fence", uploads.fence());
    // Objects left on a drive that is back are removed by the next pass.
    Bounds.expectLess("cleanupRetry", uploads.cleanupRetry(), "sweep", jobs.sweep());
    // A health check that fails once does not make a part count as down.
    Bounds.expectLess(
        "health, twice", jobs.health().multipliedBy(2), "healthAge", monitoring.healthAge());
    Bounds.expectLess(
        "figures, three times",
        jobs.figures().multipliedBy(3),
        "figuresAge",
        monitoring.figuresAge());
    Bounds.expectLess(
        "finishedCopies, three times",
        jobs.finishedCopies().multipliedBy(3),
        "finishedCopiesAge",
        monitoring.finishedCopiesAge());
    Bounds.expectLess("usage", jobs.usage(), "usageAudit", usageAudit);
    Bounds.expectLess(
        "tenantSnapshots", jobs.tenantSnapshots(), "writeTimeout", snapshots.writeTimeout());
    // Other instances do not write the same snapshot while a step of this one hangs.
    Bounds.expectLess("driveStep", driveStep, "writeTimeout", snapshots.writeTimeout());
    // The index is closed after the passes.
    Bounds.expectLess("closeTimeout", jobs.closeTimeout(), "shutdown", shutdown);
    // The reference that removals are compared with is never old.
    Bounds.expectLess(
        "watchClock, three times",
        jobs.watchClock().multipliedBy(3),
        "retention.maxClockDrift",
        retention.maxClockDrift());
    // A lease that ends further ahead than the drift is taken for over.
    Bounds.expectLess(
        "uploads.lease", uploads.lease(), "retention.maxClockDrift", retention.maxClockDrift());
    Bounds.expectLess(
        "purge.lease", purge.lease(), "retention.maxClockDrift", retention.maxClockDrift());
    Bounds.expectLess(
        "linkLifetime", linkLifetime, "retention.maxClockDrift", retention.maxClockDrift());
  }

  public Durations with(Jobs jobs, Uploads uploads, Copies copies) {
    return new Durations(
        jobs,
        uploads,
        copies,
        purge,
        retention,
        snapshots,
        monitoring,
        usageAudit,
        driveStep,
        linkLifetime,
        shutdown);
  }

  /** The same with another time limit for file I/O. */
  public Durations withDriveStep(Duration driveStep) {
    return new Durations(
        jobs,
        uploads,
        copies,
        purge,
        retention,
        snapshots,
        monitoring,
        usageAudit,
        driveStep,
        linkLifetime,
        shutdown);
  }

  /**
   * In a class of its own: the parts are checked while the whole is initialised, or before it, and
   * must not wait for it.
   */
  private static final class Bounds {

    private Bounds() {}

    static void expectLess(String name, Duration less, String boundName, Duration bound) {
      if (less.compareTo(bound) >= 0) {
        throw new IllegalArgumentException(
            "%s: \"%s\" (expected: shorter than %s, %s)".formatted(name, less, boundName, bound));
      }
    }
  }

  /**
   * How often each job runs.
   *
   * @param watchClock compares the index's clock with the time that has passed; also runs at start
   * @param renewLeases renews the leases of this instance
   * @param sweep recovers uploads, purges, scrubs, erases, and checks whether retention is due
   * @param copies looks for copies to make and to backfill
   * @param tenantSnapshots looks for changes of tenants, so that a drive has them within a minute
   * @param planCopies plans copies of backups that were stored by an instance which did not know of
   *     a new drive yet; also runs at start
   * @param credentialUses records when credentials were last used
   * @param usage checks whether the daily audit of usage is due
   * @param auditPartitions creates partitions of the audit log, which always has room for two
   *     months; also runs at start
   * @param health checks the index and each drive; also runs at start
   * @param figures counts what is shown of the whole vault, at a cost of some 30 ms of the index
   * @param finishedCopies counts finished copies, which reads every copy there is
   * @param closeTimeout how long a shutdown waits for passes that are running; another instance, or
   *     the next start, continues their work
   */
  public record Jobs(
      Duration watchClock,
      Duration renewLeases,
      Duration sweep,
      Duration copies,
      Duration tenantSnapshots,
      Duration planCopies,
      Duration credentialUses,
      Duration usage,
      Duration auditPartitions,
      Duration health,
      Duration figures,
      Duration finishedCopies,
      Duration closeTimeout) {

    public static final Jobs DEFAULT =
        new Jobs(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5));

    /** The same with other periods of the jobs that tests wait for. */
    public Jobs with(
        Duration renewLeases, Duration sweep, Duration copies, Duration tenantSnapshots) {
      return new Jobs(
          watchClock,
          renewLeases,
          sweep,
          copies,
          tenantSnapshots,
          planCopies,
          credentialUses,
          usage,
          auditPartitions,
          health,
          figures,
          finishedCopies,
          closeTimeout);
    }
  }

  /**
   * The upload protocol and its recovery.
   *
   * @param lease how long an attempt, or a copy being made, belongs to its holder without a renewal
   * @param fence after this time without a renewal the holder stops; well below the lease, so that
   *     it has stopped writing when another instance takes over
   * @param commitTimeout how long the outcome of a commit is asked for
   * @param commitRetry between two such questions
   * @param firstCleanup after a rollback, until a pass removes what may be left on the drive: the
   *     very next one
   * @param cleanupRetry between two attempts to clean up
   * @param settledAfter anyone who may still write for a failed attempt (a paused holder, a slow
   *     store) has ended by then
   * @param leftOverRetry between two attempts to discard an unfinished upload in a store
   * @param failedKept how long failed attempts are listed
   * @param idempotencyKept how long idempotency keys are remembered
   */
  public record Uploads(
      Duration lease,
      Duration fence,
      Duration commitTimeout,
      Duration commitRetry,
      Duration firstCleanup,
      Duration cleanupRetry,
      Duration settledAfter,
      Duration leftOverRetry,
      Duration failedKept,
      Duration idempotencyKept) {

    public static final Uploads DEFAULT =
        new Uploads(
            Duration.ofMinutes(2),
            Duration.ofSeconds(80),
            Duration.ofSeconds(10),
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(20),
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofDays(30),
            Duration.ofDays(2));

    public Uploads {
      Bounds.expectLess("fence", fence, "lease", lease);
      Bounds.expectLess("commitRetry", commitRetry, "commitTimeout", commitTimeout);
      Bounds.expectLess("lease", lease, "settledAfter", settledAfter);
      Bounds.expectLess("settledAfter", settledAfter, "failedKept", failedKept);
    }

    /** The same with another lease, fence and time between clean-ups. */
    public Uploads with(Duration lease, Duration fence, Duration cleanupRetry) {
      return new Uploads(
          lease,
          fence,
          commitTimeout,
          commitRetry,
          firstCleanup,
          cleanupRetry,
          settledAfter,
          leftOverRetry,
          failedKept,
          idempotencyKept);
    }

    /** The same with another wait for the outcome of a commit. */
    public Uploads withCommit(Duration commitTimeout, Duration commitRetry) {
      return new Uploads(
          lease,
          fence,
          commitTimeout,
          commitRetry,
          firstCleanup,
          cleanupRetry,
          settledAfter,
          leftOverRetry,
          failedKept,
          idempotencyKept);
    }
  }

  /**
   * Copies and scrubs.
   *
   * @param firstScrub from when a copy was made, by an upload or by a copy job, to its first scrub
   * @param scrubPeriod from one scrub of a copy to the next
   * @param scrubRetry until a scrub that was not finished is claimed again; longer than one batch
   *     takes, or another instance would read the same copies
   */
  public record Copies(
      Duration firstScrub, Duration scrubPeriod, Duration scrubRetry, Backoff backoff) {

    public static final Copies DEFAULT =
        new Copies(
            Duration.ofMinutes(30), Duration.ofDays(30), Duration.ofHours(6), Backoff.DEFAULT);

    public Copies {
      Bounds.expectLess("firstScrub", firstScrub, "scrubPeriod", scrubPeriod);
      Bounds.expectLess("scrubRetry", scrubRetry, "scrubPeriod", scrubPeriod);
    }

    /** The same with another back-off. */
    public Copies with(Backoff backoff) {
      return new Copies(firstScrub, scrubPeriod, scrubRetry, backoff);
    }
  }

  /**
   * How long after an attempt to copy the next one comes: {@code first} doubled with each attempt
   * up to {@code longest}. A random part of it is taken, so that many copies do not come back at
   * the same moment.
   *
   * @param givenUp after as many attempts as make a copy failed
   */
  public record Backoff(Duration first, Duration longest, Duration givenUp) {

    public static final Backoff DEFAULT =
        new Backoff(Duration.ofSeconds(30), Duration.ofHours(6), Duration.ofDays(1));

    public Backoff {
      if (first.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "first: \"%s\" (expected: at most longest, %s)".formatted(first, longest));
      }
    }
  }

  /**
   * The removal of deleted backups from drives.
   *
   * @param lease how long a purge belongs to the instance that claimed it
   * @param retry until a purge that failed is due again
   * @param tombstonesKept how long records of purged backups are kept
   */
  public record Purge(Duration lease, Duration retry, Duration tombstonesKept) {

    public static final Purge DEFAULT =
        new Purge(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofDays(90));
  }

  /**
   * Retention passes.
   *
   * @param period from one pass to the next
   * @param grace how long a backup that a policy removed can be restored, so that a mistyped policy
   *     can be corrected
   * @param rejudge how often a system is judged that nothing was changed of, for backups also
   *     expire by age
   * @param maxClockDrift a clock that is right differs by no more than this from the time that has
   *     passed; all removals halt when the index's clock differs by more
   * @param longestPause the vault may have been off for this long without asking an operator
   * @param settling after a stop whose length only the index's clock tells, nothing is removed
   *     because of its age for this time: a machine that starts with a wrong clock corrects it
   *     within minutes
   */
  public record Retention(
      Duration period,
      Duration grace,
      Duration rejudge,
      Duration maxClockDrift,
      Duration longestPause,
      Duration settling) {

    public static final Retention DEFAULT =
        new Retention(
            Duration.ofMinutes(5),
            Duration.ofHours(24),
            Duration.ofHours(1),
            Duration.ofMinutes(15),
            Duration.ofDays(3),
            Duration.ofMinutes(15));

    public Retention {
      Bounds.expectLess("period", period, "rejudge", rejudge);
      Bounds.expectLess("maxClockDrift", maxClockDrift, "longestPause", longestPause);
    }

    /** How far the index's clock is trusted. */
    public ReferenceTime.Limits clockLimits() {
      return new ReferenceTime.Limits(maxClockDrift, longestPause, settling);
    }
  }

  /**
   * Tenant snapshots and high-water marks on drives.
   *
   * @param writeTimeout longer than writing one takes, also on a slow drive
   * @param markPeriod a drive gets a mark this often, also when nothing changes
   */
  public record Snapshots(Duration writeTimeout, Duration markPeriod) {

    public static final Snapshots DEFAULT =
        new Snapshots(Duration.ofMinutes(5), Duration.ofHours(1));

    public Snapshots {
      Bounds.expectLess("writeTimeout", writeTimeout, "markPeriod", markPeriod);
    }
  }

  /**
   * How old an answer may be to be shown.
   *
   * @param healthAge of a health check; an older one counts as down
   * @param figuresAge of the figures of the whole vault
   * @param finishedCopiesAge of the number of finished copies
   */
  public record Monitoring(Duration healthAge, Duration figuresAge, Duration finishedCopiesAge) {

    public static final Monitoring DEFAULT =
        new Monitoring(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(40));
  }
}
