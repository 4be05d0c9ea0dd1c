package dev.coffer.application.port.in;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.ManagedSystem;
import dev.coffer.domain.Scope;
import dev.coffer.domain.Secret;
import dev.coffer.domain.SystemId;
import java.util.Set;

/** Adds a system and makes its first secret. */
@FunctionalInterface
public interface RegisterSystem {

  Result register(Command command);

  /**
   * What to add.
   *
   * @param organization name of its owner
   * @param cap most bytes of the system; 0 = no limit
   */
  record Command(SystemId id, String organization, String label, ByteSize cap, Set<Scope> scopes) {

    public Command {
      scopes = Set.copyOf(scopes);
      ManagedSystem.checkLabel(label);
    }
  }

  sealed interface Result {}

  /** Added; the secret is told here and never again. */
  record Registered(ManagedSystem system, Secret secret) implements Result {}

  /** The key is in use, in this or another letter case. */
  record KeyTaken() implements Result {}

  record OrganizationUnknown() implements Result {}
}
