package dev.coffer.application.tenancy;

import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The rows of systems. Rows out of an authority's scope are treated as if they did not exist. Each
 * change is an event of the {@link AuditLog}, in the same transaction. A call that changes nothing
 * writes no event. Thread-safe.
 */
public interface SystemIndex {

  /**
   * Adds a system together with its first credential, which never expires.
   *
   * @return false when the key is in use in any letter case
   */
  boolean add(
      Authority by,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac);

  /** Returns systems in the order of their keys, ignoring letter case, at most {@code max}. */
  List<SystemProfile> list(Authority by, Systems.PageQuery query);

  Optional<SystemProfile> find(Authority by, SystemId id);

  /**
   * Does the same as {@link Systems#change}, and is correct when others change the system at the
   * same moment.
   */
  Systems.ChangeResult change(Authority by, SystemId id, Systems.Change change);

  /**
   * Moves the system and all its backups to another organization in one transaction, together with
   * the bytes that they use and have reserved; at no moment is a byte counted twice or not at all.
   * Refused if the quota of the new owner has no room for them. An upload that has begun commits
   * under the new owner. Object keys stay as they are. One event of the {@link AuditLog} for the
   * former owner and one for the new owner.
   */
  Systems.ReassignResult reassign(Authority by, SystemId id, String organization);
}
