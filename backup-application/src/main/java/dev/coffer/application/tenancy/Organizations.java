package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Manages the tenants, for operators. An organization out of scope is treated as if it did not
 * exist.
 */
public interface Organizations {

  /** Returns a page, in the order of names. */
  Page<Organization, String> page(Authority by, PageQuery query);

  Optional<Organization> show(Authority by, UUID id);

  Optional<Organization> showNamed(Authority by, String name);

  /**
   * Adds an organization.
   *
   * @throws IllegalArgumentException if {@code name} cannot name an organization
   */
  AddResult add(Authority by, String name, ByteSize quota);

  /** Applies all of the change or nothing. A new quota applies from the next upload. */
  ChangeResult change(Authority by, UUID id, Change change);

  /**
   * Which organizations to list.
   *
   * @param after the name that the previous page ended with; empty = from the first
   * @param max 1 or more
   */
  record PageQuery(Optional<String> after, int max) {

    public PageQuery withMax(int most) {
      return new PageQuery(after, most);
    }
  }

  /**
   * What to change; empty fields stay as they are.
   *
   * @param quota the most bytes of all its systems together; 0 = no limit
   */
  record Change(Optional<String> name, Optional<ByteSize> quota) {

    public Change {
      name = name.map(Organization::name);
    }

    public boolean isEmpty() {
      return name.isEmpty() && quota.isEmpty();
    }

    public Organization appliedTo(Organization before) {
      return new Organization(
          before.id(),
          name.orElse(before.name()),
          quota.orElse(before.quota()),
          before.used(),
          before.reserved());
    }

    /** Describes the change for the audit log. */
    public String describe() {
      return Stream.of(name.map(to -> "name \"%s\"".formatted(to)), quota.map(to -> "quota " + to))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", "));
    }
  }

  sealed interface AddResult {}

  sealed interface ChangeResult {}

  record Added(Organization organization) implements AddResult {}

  /** The organization in its new state, even if nothing was changed. */
  record Changed(Organization organization) implements ChangeResult {}

  /** The organization does not exist, or is out of scope. */
  record UnknownOrganization() implements ChangeResult {}

  /** Another organization has this name. */
  record NameTaken() implements AddResult, ChangeResult {}

  /**
   * Only an operator of the whole vault may add tenants, name them and set quotas. Names are unique
   * in the vault: a name that another one may not choose would show which tenants there are.
   */
  record NotPermitted() implements AddResult, ChangeResult {}
}
