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

/** The systems, for operators. A system out of scope is as if it did not exist. */
public interface Systems {

  /** More in one import would keep the index busy with one request. */
  int MAX_IMPORT = 10_000;

  /** By key. */
  Page<SystemProfile, SystemId> page(Authority by, PageQuery query);

  Optional<SystemProfile> show(Authority by, SystemId id);

  /**
   * Adds a system and makes its first secret.
   *
   * @param handOver takes what was made to whoever asked for it, before the vault accepts it; when
   *     it throws, nothing was changed
   */
  AddResult add(Authority by, AddCommand command, Consumer<Added> handOver);

  /** As the other one, for a caller that hands over what was made afterwards. */
  default AddResult add(Authority by, AddCommand command) {
    return add(by, command, _ -> {});
  }

  /**
   * All of the change or nothing; the key of a system never changes. A new state is effective for
   * the next request, and for running uploads when they would commit.
   */
  ChangeResult change(Authority by, SystemId id, Change change);

  /**
   * Adds each system wholly or not at all, whatever becomes of the others. Repeatable: a system
   * that exists gets no second secret.
   *
   * @param rows at most {@link #MAX_IMPORT}
   * @param handOver takes the outcome of a row that is going to be added to whoever asked for it,
   *     before the vault accepts it; when it throws, this row and those after it were not added
   * @return one outcome for each row, in their order
   */
  List<ImportOutcome> importAll(
      Authority by, List<ImportRow> rows, Consumer<ImportOutcome> handOver);

  /** As the other one, for a caller that hands over the outcomes afterwards. */
  default List<ImportOutcome> importAll(Authority by, List<ImportRow> rows) {
    return importAll(by, rows, _ -> {});
  }

  /**
   * Gives a system with all its backups to another organization; no byte moves. Effective at once
   * and as a whole, also for running uploads, which end under the new owner.
   *
   * @param organization name of the new owner
   */
  ReassignResult reassign(Authority by, SystemId id, String organization);

  /**
   * Which systems to list; what is empty does not matter.
   *
   * @param organization name of their owner
   * @param after those whose keys come later, in any letter case; empty = from the first
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
   * What to add.
   *
   * @param organization name of its owner
   * @param cap most bytes of the system; 0 = no limit
   * @param expectedInterval how often a backup is expected; 0 = not at any time
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
      ManagedSystem.checkLabel(label);
      SystemProfile.checkInterval(expectedInterval);
    }

    /** A system of which no backup is expected at any time. */
    public AddCommand(
        SystemId id, String organization, String label, ByteSize cap, Set<Scope> scopes) {
      this(id, organization, label, cap, Duration.ZERO, scopes);
    }
  }

  /**
   * What to change; what is empty stays as it is.
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

    public static Change of(SystemState state) {
      return new Change(Optional.empty(), Optional.of(state), Optional.empty(), Optional.empty());
    }

    /** Whether it would bring back a retired system. */
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
   * A system to add, as it was written.
   *
   * @param organization name of its owner
   */
  record ImportRow(String key, String organization, String label) {}

  /**
   * What became of a row.
   *
   * @param secret returned only here; empty when the row was refused
   * @param refusal why it was refused, for people; empty when it was not
   */
  record ImportOutcome(String key, Optional<Secret> secret, Optional<String> refusal) {}

  sealed interface AddResult {}

  sealed interface ChangeResult {}

  sealed interface ReassignResult {}

  /** Added; the secret is returned only here. */
  record Added(ManagedSystem system, Secret secret) implements AddResult {}

  /** The key is in use, in this or another letter case. */
  record KeyTaken() implements AddResult {}

  /** As it is now, also when nothing was changed. */
  record Changed(SystemProfile system) implements ChangeResult {}

  /** It is never served again. */
  record Retired() implements ChangeResult {}

  /**
   * The system has the new owner; also when it had it before.
   *
   * @param moved bytes that count for the new owner now, used and reserved
   */
  record Reassigned(ByteSize moved) implements ReassignResult {}

  /** The new owner has no room for what the system uses and has reserved. */
  record QuotaExceeded() implements ReassignResult {}

  /** Or out of scope. */
  record UnknownSystem() implements ChangeResult, ReassignResult {}

  /** Or out of scope. */
  record UnknownOrganization() implements AddResult, ReassignResult {}
}
