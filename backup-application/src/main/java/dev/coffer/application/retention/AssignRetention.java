package dev.coffer.application.retention;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;

/**
 * Gives systems and organizations policies of their own. The narrowest wins: of the system, of its
 * organization, of the vault.
 */
public interface AssignRetention {

  /**
   * In place of the one before.
   *
   * @return whether there is such an owner
   */
  boolean assign(Actor actor, RetentionOwner owner, RetentionPolicy policy);

  /** Takes it away again; returns whether there is such an owner. */
  boolean unassign(Actor actor, RetentionOwner owner);
}
