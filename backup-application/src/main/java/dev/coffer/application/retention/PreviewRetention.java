package dev.coffer.application.retention;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/** Tells what retention would do with a system's backups now, and does nothing. */
@FunctionalInterface
public interface PreviewRetention {

  /** Empty when there is no such system, or when it is out of reach. */
  Optional<Preview> preview(Authority by, Query query);

  /**
   * Of which system.
   *
   * @param policy to try; empty: the one that holds for it
   */
  record Query(SystemId systemId, Optional<RetentionPolicy> policy) {}

  /**
   * What would be done by a policy.
   *
   * @param backups all that are available, newest first
   */
  record Preview(RetentionPolicy policy, List<Judged> backups) {}

  /** A backup, and what would become of it. */
  record Judged(RetainedBackup backup, RetentionVerdict verdict) {}
}
