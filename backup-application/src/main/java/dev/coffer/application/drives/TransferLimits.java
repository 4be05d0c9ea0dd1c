package dev.coffer.application.drives;

import dev.coffer.domain.Expected;
import dev.coffer.domain.backup.UploadAllowance;

/**
 * How many transfers one instance takes at once, and how much of its uploads may be outstanding.
 *
 * @param uploads of one system: in the index as well, which counts those of all instances
 * @param outstandingBytes announced by uploads and not arrived yet
 */
public record TransferLimits(
    Shares.Limits uploads, Shares.Limits downloads, Shares.Limits outstandingBytes) {

  private static final int UPLOADS = 64;
  private static final int DOWNLOADS = 128;

  public static final TransferLimits DEFAULT =
      new TransferLimits(
          new Shares.Limits(UPLOADS, UploadAllowance.DEFAULT.atOnce(), half(UPLOADS)),
          new Shares.Limits(DOWNLOADS, eighth(DOWNLOADS), half(DOWNLOADS)),
          new Shares.Limits(0, 4L << 30, 32L << 30));

  /** Bounded, because each transfer holds a connection, and a second one for an object store. */
  public static final int MAX = 10_000;

  public TransferLimits {
    check("uploads", uploads);
    check("downloads", downloads);
  }

  private static void check(String name, Shares.Limits limits) {
    Expected.that(limits.all() <= MAX, name, limits.all(), "0 (no limit) to " + MAX);
  }

  /** Any system may have all of them; 0 = no limit. */
  public static TransferLimits withoutShares(int uploads, int downloads) {
    return new TransferLimits(
        Shares.Limits.ofAll(uploads), Shares.Limits.ofAll(downloads), Shares.Limits.NONE);
  }

  /** The usual share of an organization in so many transfers. */
  public static int half(int all) {
    return Math.ceilDiv(all, 2);
  }

  /** The usual share of a system. */
  public static int eighth(int all) {
    return Math.ceilDiv(all, 8);
  }
}
