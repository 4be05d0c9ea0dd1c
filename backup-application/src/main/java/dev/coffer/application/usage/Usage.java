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

/** Reports what tenants have stored, for operators. */
public interface Usage {

  /** Returns a page, in the order of names. */
  Page<OfOrganization, String> ofOrganizations(Authority by, Organizations.PageQuery query);

  /** Returns a page, in the order of keys. */
  Page<OfSystem, SystemId> ofSystems(Authority by, Systems.PageQuery query);

  /**
   * Compares the counts of bytes with what is stored, and corrects wrong counts.
   *
   * @return the findings
   */
  Audited audit(Authority by);

  /**
   * The findings of an audit.
   *
   * @param corrected counts that were wrong
   * @param stuck reservations of uploads that have ended: a running vault releases them as soon as
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
