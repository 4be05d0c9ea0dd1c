package dev.coffer.application;

import dev.coffer.domain.retention.ReferenceTime;
import java.time.Duration;

/**
 * All durations of the vault's own work: how often each job runs, how long a lease is valid, when a
 * failed step is retried, and how long records are kept. Operators do not choose them. All
 * instances on one index use the same durations, because one instance relies on the leases of
 * another. Tests that wait for the end of a lease use a faster one.
 *
 * <p>Some durations are only correct relative to each other; the constructors check these bounds.
 *
 * @param driveStep how long one step of file I/O may take before its drive is closed until it
 *     answers; no step has more than 64 MiB to write
 * @param linkLifetime how long a signed download link works
 * @param shutdown how long the rest of a shutdown may take once requests in progress have had their
 *     grace period: after that, the process ends even if something still hangs. The embedded index
 *     needs up to 25 seconds
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
    // One failed renewal must do no harm.
    Bounds.expectLess(
        "renewLeases, twice", jobs.renewLeases().multipliedBy(2), "fence", uploads.fence());
    // The next sweep removes the objects that were left on a drive, once the drive is available
    // again.
    Bounds.expectLess("cleanupRetry", uploads.cleanupRetry(), "sweep", jobs.sweep());
    // A single failed health check does not mark a part as down.
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
    // Other instances do not write the same snapshot while a step of this instance hangs.
    Bounds.expectLess("driveStep", driveStep, "writeTimeout", snapshots.writeTimeout());
    // The index is closed after the running passes have ended.
    Bounds.expectLess("closeTimeout", jobs.closeTimeout(), "shutdown", shutdown);
    // Removals are always compared with a recent reference time.
    Bounds.expectLess(
        "watchClock, three times",
        jobs.watchClock().multipliedBy(3),
        "retention.maxClockDrift",
        retention.maxClockDrift());
    // A lease that ends further in the future than the drift counts as expired.
    Bounds.expectLess(
        "uploads.lease", uploads.lease(), "retention.maxClockDrift", retention.maxClockDrift());
    Bounds.expectLess(
        "purge.lease", purge.lease(), "retention.maxClockDrift", retention.maxClockDrift());
    Bounds.expectLess(
        "copies.manifestLease",
        copies.manifestLease(),
        "retention.maxClockDrift",
        retention.maxClockDrift());
    // What lies there is removed, and then the manifest is written.
    Bounds.expectLess(
        "driveStep, twice",
        driveStep.multipliedBy(2),
        "copies.manifestLease",
        copies.manifestLease());
    Bounds.expectLess(
        "linkLifetime", linkLifetime, "retention.maxClockDrift", retention.maxClockDrift());
  }

  /** Copies these durations with other values of those that tests wait for. */
  public Durations with(Jobs jobs, Uploads uploads, Copies copies, Duration driveStep) {
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
   * A separate class, because the nested records are checked while the outer one is initialised, or
   * before, and must not wait for it.
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
   * @param copies makes copies that are due, backfills included
   * @param tenantSnapshots looks for changes of tenants, so that they are written to each drive
   *     within a minute
   * @param planCopies plans copies of backups that another instance stored before it knew of a new
   *     drive; also runs at start
   * @param credentialUses records when credentials were last used
   * @param liveSecrets reads all secrets again, to drop those that were revoked; also runs at start
   * @param usage checks whether the daily audit of usage is due
   * @param auditPartitions creates partitions of the audit log, which always has room for two
   *     months; also runs at start
   * @param requestCounts writes the counts of requests to the audit log; an instance that is killed
   *     loses those since its last pass
   * @param health checks the index and each drive; also runs at start
   * @param figures computes the vault-wide metrics, which costs the index about 30 ms
   * @param finishedCopies counts finished copies, which reads the rows of all copies
   * @param closeTimeout how long a shutdown waits for running passes; another instance, or the next
   *     start, continues their work
   */
  public record Jobs(
      Duration watchClock,
      Duration renewLeases,
      Duration sweep,
      Duration copies,
      Duration tenantSnapshots,
      Duration planCopies,
      Duration credentialUses,
      Duration liveSecrets,
      Duration usage,
      Duration auditPartitions,
      Duration requestCounts,
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
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(4),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5));

    /** Copies these periods, with other ones for the jobs that tests wait for. */
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
          liveSecrets,
          usage,
          auditPartitions,
          requestCounts,
          health,
          figures,
          finishedCopies,
          closeTimeout);
    }
  }

  /**
   * The upload protocol and its recovery.
   *
   * @param lease how long an attempt, or a copy in progress, belongs to its holder without a
   *     renewal
   * @param fence after this time without a renewal the holder stops; well below the lease, so that
   *     it has stopped writing when another instance takes over
   * @param commitTimeout how long a commit with an unknown outcome is retried
   * @param commitRetry between two such retries
   * @param firstCleanup from a rollback until a pass removes what may be left on the drive; chosen
   *     so that the next pass does it
   * @param cleanupRetry between two attempts to clean up
   * @param settledAfter after this time, nothing can still write for a failed attempt (neither a
   *     paused holder nor a slow store)
   * @param leftOverRetry between two attempts to discard an unfinished upload from a store
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

    /** Copies these durations with another lease, fence and clean-up interval. */
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

    /** Copies these durations with another timeout and retry interval of the commit. */
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
   * @param scrubRetry until an unfinished scrub can be claimed again; longer than one batch takes,
   *     so that no other instance reads the same copies
   * @param manifestLease how long a purge waits for a scrub that rewrites a manifest of the same
   *     backup, if that scrub never ends; longer than a drive takes to rewrite it
   */
  public record Copies(
      Duration firstScrub,
      Duration scrubPeriod,
      Duration scrubRetry,
      Duration manifestLease,
      Backoff backoff) {

    public static final Copies DEFAULT =
        new Copies(
            Duration.ofMinutes(30),
            Duration.ofDays(30),
            Duration.ofHours(6),
            Duration.ofMinutes(10),
            Backoff.DEFAULT);

    public Copies {
      Bounds.expectLess("firstScrub", firstScrub, "scrubPeriod", scrubPeriod);
      Bounds.expectLess("scrubRetry", scrubRetry, "scrubPeriod", scrubPeriod);
    }

    /** Copies these durations with another back-off. */
    public Copies with(Backoff backoff) {
      return new Copies(firstScrub, scrubPeriod, scrubRetry, manifestLease, backoff);
    }
  }

  /**
   * How long to wait after a failed attempt to copy: {@code first}, doubled with each attempt, up
   * to {@code longest}. A random part of it is used, so that many copies are not retried at the
   * same moment.
   *
   * @param givenUp the wait once a copy has used up its attempts and counts as failed
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
   * @param retry until a failed purge is due again
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
   * @param rejudge how often an unchanged system is judged, because backups also expire by age
   * @param maxClockDrift the most that the index's clock may differ from the time that has passed;
   *     if it differs by more, all removals halt
   * @param longestPause how long the vault may have been off before removals need an operator's
   *     approval
   * @param settling after a stop whose length is known only from the index's clock, nothing is
   *     removed because of its age for this time: a machine that starts with a wrong clock corrects
   *     it within minutes
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

    /** How much drift and pause is accepted before the index's clock is distrusted. */
    public ReferenceTime.Limits clockLimits() {
      return new ReferenceTime.Limits(maxClockDrift, longestPause, settling);
    }
  }

  /**
   * Tenant snapshots and high-water marks on drives.
   *
   * @param writeTimeout longer than one write takes, even on a slow drive
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
   * The maximum age of a result that is still shown.
   *
   * @param healthAge of a health check; a part whose last check is older counts as down
   * @param figuresAge of the vault-wide figures
   * @param finishedCopiesAge of the number of finished copies
   */
  public record Monitoring(Duration healthAge, Duration figuresAge, Duration finishedCopiesAge) {

    public static final Monitoring DEFAULT =
        new Monitoring(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(40));
  }
}
