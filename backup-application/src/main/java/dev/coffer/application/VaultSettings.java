package dev.coffer.application;

import dev.coffer.application.copies.CopyQueue;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.retention.RetentionPolicy;
import java.time.Duration;

/**
 * What an operator may choose of the use cases.
 *
 * @param instance names this process in leases, unique among running ones
 * @param maxUpload largest backup accepted; 0 = no limit
 * @param allowance of each system
 * @param transfers that this instance takes at once
 * @param copies of each drive
 * @param deletionGrace how long a deleted backup's bytes stay
 * @param retention of systems and organizations that have no policy of their own
 * @param times of the upload protocol
 * @param backoff between two attempts of one copy
 */
public record VaultSettings(
    String instance,
    ByteSize maxUpload,
    UploadAllowance allowance,
    Transfers transfers,
    Copies copies,
    Duration deletionGrace,
    RetentionPolicy retention,
    UploadTimes times,
    CopyQueue.Backoff backoff) {

  public static final ByteSize DEFAULT_MAX_UPLOAD = new ByteSize(2L << 30);
  public static final Duration DEFAULT_DELETION_GRACE = Duration.ofDays(7);

  /**
   * How many transfers one instance takes at once, of all systems together.
   *
   * @param uploads 0 = no limit
   * @param downloads 0 = no limit
   */
  public record Transfers(int uploads, int downloads) {

    public static final Transfers DEFAULT = new Transfers(64, 128);

    /** Each holds a connection and, at a store, another one. */
    public static final int MAX = 10_000;

    public Transfers {
      check("uploads", uploads);
      check("downloads", downloads);
    }

    private static void check(String name, int value) {
      if (value < 0 || value > MAX) {
        throw new IllegalArgumentException(
            "%s: \"%d\" (expected: 0 (no limit) to %d)".formatted(name, value, MAX));
      }
    }
  }

  /**
   * The work on copies, of each drive and in each instance.
   *
   * @param atOnce copies made at once, 1 or more
   * @param backfillRate bytes in a second of copies to a drive that is newer than they are; 0 = no
   *     limit
   * @param scrubRate bytes in a second that are read to be compared; 0 = no limit
   */
  public record Copies(int atOnce, ByteSize backfillRate, ByteSize scrubRate) {

    private static final ByteSize DEFAULT_RATE = new ByteSize(20L << 20);

    public static final Copies DEFAULT = new Copies(2, DEFAULT_RATE, DEFAULT_RATE);

    /** Each reads one drive while it writes another one. */
    public static final int MAX_AT_ONCE = 100;

    public Copies {
      if (atOnce < 1 || atOnce > MAX_AT_ONCE) {
        throw new IllegalArgumentException(
            "at once: \"%d\" (expected: 1 to %d)".formatted(atOnce, MAX_AT_ONCE));
      }
    }
  }

  /**
   * How long things last in the upload protocol.
   *
   * @param lease how long an attempt is its holder's without renewal
   * @param fence after this long without a renewal the holder gives up by itself; well below the
   *     lease, so that it has stopped writing when another takes over
   * @param commitPatience how long to ask for the outcome of a commit
   * @param retry between two such questions
   */
  public record UploadTimes(
      Duration lease, Duration fence, Duration commitPatience, Duration retry) {

    public static final UploadTimes DEFAULT =
        new UploadTimes(
            Duration.ofMinutes(2),
            Duration.ofSeconds(80),
            Duration.ofSeconds(10),
            Duration.ofMillis(250));

    public UploadTimes {
      if (fence.compareTo(lease) >= 0) {
        throw new IllegalArgumentException(
            "fence: \"%s\" (expected: shorter than the lease of %s)".formatted(fence, lease));
      }
    }
  }
}
