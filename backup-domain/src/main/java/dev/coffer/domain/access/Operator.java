package dev.coffer.domain.access;

import java.util.Optional;
import java.util.UUID;

/**
 * Whom an API key stands for, once the index has recognised it. Whatever serves an operator takes
 * its organization from here and from nowhere else.
 *
 * @param keyId the key that was presented
 * @param organizationId the only organization it sees; empty = all
 */
public record Operator(UUID keyId, Role role, Optional<UUID> organizationId) {

  /** Whether its role includes what {@code needed} may do. */
  public boolean may(Role needed) {
    return role.compareTo(needed) >= 0;
  }

  /** Whether what belongs to this organization is there for it at all. */
  public boolean sees(UUID organization) {
    return organizationId.map(organization::equals).orElse(true);
  }
}
