package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import java.time.Duration;
import java.util.Set;

/** Adds a system and makes its first secret. */
@FunctionalInterface
public interface RegisterSystem {

  Result register(Authority by, Command command);

  /**
   * What to add.
   *
   * @param organization name of its owner
   * @param cap most bytes of the system; 0 = no limit
   * @param expectedInterval how often a backup is expected; 0 = not at any time
   */
  record Command(
      SystemId id,
      String organization,
      String label,
      ByteSize cap,
      Duration expectedInterval,
      Set<Scope> scopes) {

    public Command {
      scopes = Set.copyOf(scopes);
      ManagedSystem.checkLabel(label);
      SystemProfile.checkInterval(expectedInterval);
    }

    /** One of which no backup is expected at any time. */
    public Command(
        SystemId id, String organization, String label, ByteSize cap, Set<Scope> scopes) {
      this(id, organization, label, cap, Duration.ZERO, scopes);
    }
  }

  sealed interface Result {}

  /** Added; the secret is told here and never again. */
  record Registered(ManagedSystem system, Secret secret) implements Result {}

  /** The key is in use, in this or another letter case. */
  record KeyTaken() implements Result {}

  /** Or out of reach. */
  record OrganizationUnknown() implements Result {}
}
