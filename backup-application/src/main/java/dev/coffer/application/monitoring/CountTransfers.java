package dev.coffer.application.monitoring;

/** Tells how many transfers this instance has under way, and how many it takes. */
@FunctionalInterface
public interface CountTransfers {

  /** As it is at this moment; asks nobody. */
  UnderWay count();

  /**
   * Transfers that hold a permit.
   *
   * @param mostUploads 0 = no limit
   * @param mostDownloads 0 = no limit
   */
  record UnderWay(int uploads, int mostUploads, int downloads, int mostDownloads) {}
}
