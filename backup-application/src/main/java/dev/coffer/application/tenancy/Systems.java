package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Manages the systems, for operators. A system out of scope is treated as if it did not exist. */
public interface Systems {

  /** Limited so that one request does not keep the index busy for long. */
  int MAX_IMPORT = 10_000;

  /** Returns a page, in the order of keys. */
  Page<SystemProfile, SystemId> page(Authority by, PageQuery query);

  Optional<SystemProfile> show(Authority by, SystemId id);

  /**
   * Adds a system with its first secret.
   *
   * @param handOver delivers the new secret to its recipient before the vault accepts the system;
   *     if it throws, nothing is changed
   */
  AddResult add(Authority by, AddCommand command, Consumer<Added> handOver);

  /** Adds a system; the caller delivers its secret afterwards. */
  default AddResult add(Authority by, AddCommand command) {
    return add(by, command, _ -> {});
  }

  /**
   * Applies all of the change or nothing. The key of a system never changes. A new state applies to
   * the next request, and to running uploads when they commit.
   */
  ChangeResult change(Authority by, SystemId id, Change change);

  /**
   * Adds each system completely or not at all, regardless of the others. Repeatable: a system that
   * exists gets no second secret.
   *
   * @param rows at most {@link #MAX_IMPORT}
   * @param handOver delivers the outcome of a row, with its secret, to its recipient before the
   *     vault accepts the system; if it throws, this row and those after it are not added
   * @return one outcome for each row, in their order
   */
  List<ImportOutcome> importAll(
      Authority by, List<ImportRow> rows, Consumer<ImportOutcome> handOver);

  /** Adds systems; the caller delivers the outcomes afterwards. */
  default List<ImportOutcome> importAll(Authority by, List<ImportRow> rows) {
    return importAll(by, rows, _ -> {});
  }

  /**
   * Moves a system with all its backups to another organization; no data is copied. The change is
   * immediate and complete. Running uploads end under the new owner.
   *
   * @param organization name of the new owner
   */
  ReassignResult reassign(Authority by, SystemId id, String organization);

  /**
   * Which systems to list; empty fields do not restrict the list.
   *
   * @param organization name of their owner
   * @param after the key that the previous page ended with, in any letter case; empty = from the
   *     first
   * @param max 1 or more
   */
  record PageQuery(
      Optional<String> organization,
      Optional<SystemState> state,
      Optional<SystemId> after,
      int max) {

    /** The first systems of all that are in scope. */
    public static PageQuery all(int max) {
      return new PageQuery(Optional.empty(), Optional.empty(), Optional.empty(), max);
    }

    public PageQuery withMax(int most) {
      return new PageQuery(organization, state, after, most);
    }

    public PageQuery after(Optional<SystemId> place) {
      return new PageQuery(organization, state, place, max);
    }
  }

  /**
   * The system to add.
   *
   * @param organization name of its owner
   * @param cap the most bytes of the system; 0 = no limit
   * @param expectedInterval how often a backup is expected; 0 = none is expected
   */
  record AddCommand(
      SystemId id,
      String organization,
      String label,
      ByteSize cap,
      Duration expectedInterval,
      Set<Scope> scopes) {

    public AddCommand {
      scopes = Set.copyOf(scopes);
      label = ManagedSystem.label(label);
      SystemProfile.checkInterval(expectedInterval);
    }

    /** A system from which no backup is expected. */
    public AddCommand(
        SystemId id, String organization, String label, ByteSize cap, Set<Scope> scopes) {
      this(id, organization, label, cap, Duration.ZERO, scopes);
    }
  }

  /**
   * What to change; empty fields stay as they are.
   *
   * @param cap the most bytes of the system; 0 = no limit
   * @param expectedInterval how often a backup is expected; 0 = none is expected
   */
  record Change(
      Optional<String> label,
      Optional<SystemState> state,
      Optional<ByteSize> cap,
      Optional<Duration> expectedInterval) {

    public Change {
      label = label.map(ManagedSystem::label);
      expectedInterval.ifPresent(SystemProfile::checkInterval);
    }

    public static Change of(SystemState state) {
      return new Change(Optional.empty(), Optional.of(state), Optional.empty(), Optional.empty());
    }

    /** Whether the change would make a retired system active again. */
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

    /** Describes the change for the audit log. */
    public String describe() {
      return Stream.of(
              label.map(to -> "label \"%s\"".formatted(to)),
              state.map(to -> "state " + to.name().toLowerCase(Locale.ROOT)),
              cap.map(to -> "cap " + to),
              expectedInterval.map(to -> "expected interval " + to))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A system to import, as the list has it; nothing is checked yet.
   *
   * @param organization name of its owner
   */
  record ImportRow(String key, String organization, String label) {}

  /**
   * The outcome of a row.
   *
   * @param secret returned only here; empty when the row was refused
   * @param refusal why the row was refused, for people; empty when it was not
   */
  record ImportOutcome(String key, Optional<Secret> secret, Optional<String> refusal) {}

  sealed interface AddResult {}

  sealed interface ChangeResult {}

  sealed interface ReassignResult {}

  /** Added; the secret is returned only here. */
  record Added(ManagedSystem system, Secret secret) implements AddResult {}

  /** The key is in use, in this or another letter case. */
  record KeyTaken() implements AddResult {}

  /** The system in its new state, even if nothing was changed. */
  record Changed(SystemProfile system) implements ChangeResult {}

  /** The system is retired and never served again. */
  record Retired() implements ChangeResult {}

  /**
   * The system has the new owner now, or had it already.
   *
   * @param moved bytes that now count for the new owner, used and reserved
   */
  record Reassigned(ByteSize moved) implements ReassignResult {}

  /** The quota of the new owner has no room for what the system uses and has reserved. */
  record QuotaExceeded() implements ReassignResult {}

  /** The system does not exist, or is out of scope. */
  record UnknownSystem() implements ChangeResult, ReassignResult {}

  /** The organization does not exist, or is out of scope. */
  record UnknownOrganization() implements AddResult, ReassignResult {}
}
