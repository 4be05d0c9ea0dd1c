package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes what can be changed of a system; its key never does. */
@FunctionalInterface
public interface ChangeSystem {

  /**
   * All of it or nothing. A state is effective for the next request, and for uploads under way when
   * they would commit.
   */
  Result change(Authority by, SystemId id, Change change);

  /**
   * What to change; what is empty stays.
   *
   * @param cap most bytes of the system; 0 = no limit
   * @param expectedInterval how often a backup is expected; 0 = not at any time
   */
  record Change(
      Optional<String> label,
      Optional<SystemState> state,
      Optional<ByteSize> cap,
      Optional<Duration> expectedInterval) {

    public Change {
      label.ifPresent(ManagedSystem::checkLabel);
      expectedInterval.ifPresent(SystemProfile::checkInterval);
    }

    /** Whether it would bring back what was retired. */
    public boolean wouldServeRetired(SystemProfile before) {
      return before.system().state() == SystemState.RETIRED
          && state.filter(to -> to != SystemState.RETIRED).isPresent();
    }

    public SystemProfile appliedTo(SystemProfile before) {
      ManagedSystem system = before.system();
      return new SystemProfile(
          new ManagedSystem(
              system.uuid(),
              system.organizationId(),
              system.id(),
              label.orElse(system.label()),
              state.orElse(system.state()),
              cap.orElse(system.cap()),
              system.used()),
          before.organization(),
          before.reserved(),
          expectedInterval.orElse(before.expectedInterval()),
          before.createdAt());
    }

    /** For the audit. */
    public String told() {
      return Stream.of(
              label.map(to -> "label \"%s\"".formatted(to)),
              state.map(to -> "state " + to.name().toLowerCase(Locale.ROOT)),
              cap.map(to -> "cap " + to),
              expectedInterval.map(to -> "expected interval " + to))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", "));
    }
  }

  sealed interface Result {}

  /** As it is now, also when nothing was changed. */
  record Changed(SystemProfile system) implements Result {}

  /** Or out of reach. */
  record UnknownSystem() implements Result {}

  /** It is never served again. */
  record Retired() implements Result {}
}
