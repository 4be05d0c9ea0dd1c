package dev.coffer.application.port.in;

import dev.coffer.domain.BackupId;
import dev.coffer.domain.Operator;
import java.time.Duration;
import java.util.Optional;

/** Makes links with which a backup can be fetched without a key. */
@FunctionalInterface
public interface LinkDownload {

  /** How long a link works. */
  Duration LIFETIME = Duration.ofMinutes(5);

  /** Empty when there is no such backup, or none for this operator. */
  Optional<DownloadLink> link(Operator operator, BackupId id);
}
