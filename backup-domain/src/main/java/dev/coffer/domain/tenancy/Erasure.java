package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That a tenant is taken out of the vault with everything that it has stored.
 *
 * @param ownerId of the system or the organization
 * @param name its key or name
 * @param finishedAt when every drive had confirmed; empty before
 * @param backups how many were found so far
 * @param size of all of these
 */
public record Erasure(
    UUID id,
    Kind kind,
    UUID ownerId,
    String name,
    Instant begunAt,
    Optional<Instant> finishedAt,
    long backups,
    ByteSize size) {

  /** The kind of tenant that is erased. */
  public enum Kind {
    SYSTEM,
    ORGANIZATION
  }
}
