package dev.coffer.domain.access;

import java.util.Optional;
import java.util.UUID;

/**
 * On whose behalf the vault is looked at or changed. Whatever concerns tenants takes its scope from
 * here and from nowhere else.
 *
 * @param actor who is told of in the audit
 * @param organizationId the only organization it reaches; empty = all
 */
public record Authority(Actor actor, Optional<UUID> organizationId) {

  public static Authority of(Operator operator) {
    return new Authority(Actor.of(operator), operator.organizationId());
  }

  /** Whoever may read the index and the keys beside it may do everything. */
  public static Authority atCommandLine(String user) {
    return new Authority(new Actor(Actor.Kind.COMMAND_LINE, user), Optional.empty());
  }

  /** Something that the vault does by itself. */
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
