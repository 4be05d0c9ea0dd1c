package dev.coffer.application.tenancy;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of organizations. Rows out of an authority's scope are treated as if they did not exist.
 * Each change is an event of the {@link AuditLog}, in the same transaction. A call that changes
 * nothing writes no event. Thread-safe.
 */
public interface OrganizationIndex {

  /**
   * Adds an organization.
   *
   * @return false when the name is in use
   */
  boolean add(Authority by, Organization organization);

  /** Returns organizations in the order of their names, at most {@code max}. */
  List<Organization> list(Authority by, Organizations.PageQuery query);

  Optional<Organization> find(Authority by, UUID id);

  Optional<Organization> find(Authority by, String name);

  /**
   * Does the same as {@link Organizations#change}, and is correct when others change the
   * organization at the same moment.
   */
  Organizations.ChangeResult change(Authority by, UUID id, Organizations.Change change);
}
