package dev.coffer.domain.access;

import java.util.Optional;
import java.util.UUID;

/**
 * Who acts, and the organizations in scope. Every call that concerns tenants takes its scope from
 * here and from nowhere else.
 *
 * @param actor recorded in audit events
 * @param organizationId the only organization in scope; empty = all
 */
public record Authority(Actor actor, Optional<UUID> organizationId) {

  public static Authority of(Operator operator) {
    return new Authority(Actor.of(operator), operator.organizationId());
  }

  /** Anyone who can read the index and its key file has full control. */
  public static Authority atCommandLine(String user) {
    return new Authority(new Actor(Actor.Kind.COMMAND_LINE, user), Optional.empty());
  }

  /** For work that the vault does automatically. */
  public static Authority ofVault(String job) {
    return new Authority(Actor.vault(job), Optional.empty());
  }

  /** Whether what belongs to this organization is there for it at all. */
  public boolean reaches(UUID organization) {
    return organizationId.map(organization::equals).orElse(true);
  }

  /** A key for all is there only for who reaches all. */
  public boolean reachesKey(Operator key) {
    return reachesAll() || key.organizationId().equals(organizationId);
  }

  /** Whether it may do what concerns the vault as a whole. */
  public boolean reachesAll() {
    return organizationId.isEmpty();
  }
}
