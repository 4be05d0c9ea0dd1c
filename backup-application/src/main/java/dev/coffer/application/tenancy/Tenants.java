package dev.coffer.application.tenancy;

import dev.coffer.application.audit.AuditLog;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Organizations and systems as those who answer for them see and change them. What is out of an
 * authority's reach is not there. A change is an event of the {@link AuditLog}, in one transaction
 * with it; one that changes nothing is none.
 */
public interface Tenants {

  /** By name; {@code max} of them or fewer. */
  List<Organization> organizations(Authority by, BrowseOrganizations.Query query);

  Optional<Organization> organization(Authority by, UUID id);

  ChangeOrganization.Result change(Authority by, UUID id, ChangeOrganization.Change change);

  /** By key, in any letter case; {@code max} of them or fewer. */
  List<SystemProfile> systems(Authority by, BrowseSystems.Query query);

  Optional<SystemProfile> system(Authority by, SystemId id);

  /** By the ids of systems; those that have nothing may be left out. */
  Map<UUID, StoredBackups> storedBySystems(Collection<UUID> systems);

  /** By the ids of organizations, as above. */
  Map<UUID, StoredBackups> storedByOrganizations(Collection<UUID> organizations);

  ChangeSystem.Result change(Authority by, SystemId id, ChangeSystem.Change change);
}
