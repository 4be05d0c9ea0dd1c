package dev.coffer.application.tenancy;

import dev.coffer.domain.tenancy.Organization;
import java.util.List;

/** Every organization of the vault, by name. */
@FunctionalInterface
public interface ListOrganizations {

  List<Organization> list();
}
