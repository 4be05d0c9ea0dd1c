package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;

/**
 * Counts of bytes that are not what the backups add up to.
 *
 * @param owner key of a system or name of an organization
 * @param usedBytes counted as used, less what is stored
 * @param reservedBytes counted as reserved, less what uploads under way have announced
 */
public record UsageDrift(Owner kind, String owner, long usedBytes, long reservedBytes) {

  /** Whose counts. */
  public enum Owner {
    SYSTEM,
    ORGANIZATION
  }

  /** How far off in all, in whatever direction. */
  public ByteSize size() {
    return new ByteSize(Math.abs(usedBytes) + Math.abs(reservedBytes));
  }
}
