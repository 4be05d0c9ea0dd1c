package dev.coffer.application.download;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Links with which a backup can be fetched without a key, for a few minutes. */
public interface Links {

  /**
   * Makes a link, which is valid as long as the operator's key is.
   *
   * @return empty when there is no such backup, or none for this operator
   */
  Optional<Made> link(Operator operator, BackupId id);

  /**
   * A link that was made.
   *
   * @param lifetime how long it works
   */
  record Made(Link link, Duration lifetime) {}

  /** To this vault, or to where the bytes lie. */
  sealed interface Link permits DownloadLink, StoreLink {}

  /**
   * To the store behind a drive that is configured so. The bytes do not come through this vault,
   * which cannot revoke it and does not verify them.
   */
  record StoreLink(URI address) implements Link {}

  /**
   * The backup behind a link. Checks signature and time, that the key behind it is still valid and
   * may do this, and that the backup is still there.
   */
  Followed follow(DownloadLink link);

  sealed interface Followed {}

  record Found(Download download) implements Followed {}

  /** The link is good, and the backup is gone. */
  record NotFound() implements Followed {}

  /** The link does not work, or not any more. */
  record NotValid() implements Followed {}
}
