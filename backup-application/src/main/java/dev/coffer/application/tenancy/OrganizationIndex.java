package dev.coffer.application.tenancy;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of organizations. Rows out of an authority's scope are as if they did not exist. A
 * change is an event of the {@link AuditLog}, in one transaction with it; a change that changes
 * nothing is none. Thread-safe.
 */
public interface OrganizationIndex {

  /**
   * Adds an organization.
   *
   * @return whether it was added; false when the name is taken
   */
  boolean add(Authority by, Organization organization);

  /** By name; {@code max} of them or fewer. */
  List<Organization> list(Authority by, Organizations.PageQuery query);

  Optional<Organization> find(Authority by, UUID id);

  Optional<Organization> find(Authority by, String name);

  /** As {@link Organizations#change}, also when others change it at the same moment. */
  Organizations.ChangeResult change(Authority by, UUID id, Organizations.Change change);
}
