package dev.coffer.application.download;

import java.util.Optional;

/** Gives the bytes of a backup to whoever has a link to it. */
@FunctionalInterface
public interface FollowLink {

  /**
   * Checks signature and time, that the key behind it still stands and may do this, and that the
   * backup is still there.
   *
   * @return empty when the link does not work (any more)
   */
  Optional<FetchBackup.Result> follow(DownloadLink link);
}
