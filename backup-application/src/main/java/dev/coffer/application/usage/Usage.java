package dev.coffer.application.usage;

import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StoredBackups;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.UsageDrift;
import java.util.List;

/** What tenants have stored, for operators. */
public interface Usage {

  /** By name. */
  Page<OfOrganization, String> ofOrganizations(Authority by, Organizations.PageQuery query);

  /** By key. */
  Page<OfSystem, SystemId> ofSystems(Authority by, Systems.PageQuery query);

  /**
   * Compares the counts of bytes with what is stored, and corrects those that are wrong.
   *
   * @return what was found
   */
  Audited audit(Authority by);

  /**
   * What an audit has found.
   *
   * @param corrected counts that were wrong
   * @param stuck reservations of uploads that are over: a running vault releases them as soon as
   *     the drive of the upload answers
   */
  record Audited(List<UsageDrift> corrected, List<StuckReservations> stuck) {

    public Audited {
      corrected = List.copyOf(corrected);
      stuck = List.copyOf(stuck);
    }
  }

  record OfOrganization(Organization organization, StoredBackups stored) {}

  record OfSystem(SystemProfile system, StoredBackups stored) {}
}
