package dev.coffer.application.download;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupId;
import java.net.URI;
import java.util.Optional;

/** Makes links with which a backup can be fetched without a key. */
@FunctionalInterface
public interface LinkDownload {

  /** Empty when there is no such backup, or none for this operator. */
  Optional<Link> link(Operator operator, BackupId id);

  /** To this vault, or to where the bytes lie. */
  sealed interface Link permits DownloadLink, StoreLink {}

  /**
   * To the store behind a drive that is configured so. The bytes do not come through this vault,
   * which cannot take it back and does not look at them.
   */
  record StoreLink(URI address) implements Link {}
}
