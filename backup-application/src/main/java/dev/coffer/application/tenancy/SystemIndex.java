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
 * The rows of systems. Rows out of an authority's scope are as if they did not exist. A change is
 * an event of the {@link AuditLog}, in one transaction with it; a change that changes nothing is
 * none. Thread-safe.
 */
public interface SystemIndex {

  /**
   * Adds a system together with its first credential, which never expires.
   *
   * @return whether it was added; false when the key is taken in any letter case
   */
  boolean add(
      Authority by,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac);

  /** By key, in any letter case; {@code max} of them or fewer. */
  List<SystemProfile> list(Authority by, Systems.PageQuery query);

  Optional<SystemProfile> find(Authority by, SystemId id);

  /** As {@link Systems#change}, also when others change it at the same moment. */
  Systems.ChangeResult change(Authority by, SystemId id, Systems.Change change);

  /**
   * In one transaction: the system and all its backups change hands, and so do the bytes that they
   * use and have reserved; no byte is counted twice or not at all at any moment. Refused where the
   * quota of the new owner has no room for them. An upload that was announced before commits under
   * the new owner. Keys of objects stay as they are. An event of the {@link AuditLog} for the
   * former owner and one for the new one.
   */
  Systems.ReassignResult reassign(Authority by, SystemId id, String organization);
}
