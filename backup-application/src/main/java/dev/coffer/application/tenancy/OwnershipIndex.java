package dev.coffer.application.tenancy;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;

/** Whose a system is. */
public interface OwnershipIndex {

  /**
   * In one transaction: the system and all its backups change hands, and so do the bytes that they
   * use and have reserved; nothing is counted twice or not at all at any moment. Refused where the
   * quota of the new owner has no room for them. An upload that was announced before commits under
   * the new owner. Keys of objects stay as they are. An event of the {@link AuditLog} for the
   * former owner and one for the new one.
   */
  ReassignSystem.Result reassign(Actor actor, Operator operator, SystemId id, String organization);
}
