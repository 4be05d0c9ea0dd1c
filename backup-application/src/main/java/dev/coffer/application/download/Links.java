package dev.coffer.application.download;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Links that work without an API key for a few minutes, each for one backup. */
public interface Links {

  /**
   * Makes a link, which is valid only as long as the operator's key is.
   *
   * @return empty when there is no such backup in the operator's scope
   */
  Optional<Made> link(Operator operator, BackupId id);

  /**
   * A link that was made.
   *
   * @param lifetime how long the link works
   */
  record Made(Link link, Duration lifetime) {}

  /** A link to this vault, or to the store that holds the data. */
  sealed interface Link permits DownloadLink, StoreLink {}

  /**
   * A link to the store behind a drive that is configured for it. The data does not pass through
   * this vault, so the vault cannot revoke the link and does not verify the data.
   */
  record StoreLink(URI address) implements Link {}

  /**
   * Returns the backup of a link. Checks the link's signature and expiry, that its key is still
   * valid and permits downloads, and that the backup still exists.
   */
  Followed follow(DownloadLink link);

  sealed interface Followed {}

  record Found(Download download) implements Followed {}

  /** The link is valid, but the backup is gone. */
  record NotFound() implements Followed {}

  /** The link is not valid, or not any more. */
  record NotValid() implements Followed {}
}
