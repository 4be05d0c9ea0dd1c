package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;

/** One organization. */
@FunctionalInterface
public interface ShowOrganization {

  /** Empty also for one that is out of reach. */
  Optional<Organization> show(Authority by, UUID id);
}
