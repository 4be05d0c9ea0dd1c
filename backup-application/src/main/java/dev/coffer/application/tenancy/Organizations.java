package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tenants, for operators. An organization out of scope is as if it did not exist. */
public interface Organizations {

  /** By name. */
  Page<Organization, String> page(Authority by, PageQuery query);

  Optional<Organization> show(Authority by, UUID id);

  Optional<Organization> showNamed(Authority by, String name);

  /**
   * Adds an organization.
   *
   * @throws IllegalArgumentException if {@code name} cannot name an organization
   */
  AddResult add(Authority by, String name, ByteSize quota);

  /** All of the change or nothing; a new quota applies from the next upload. */
  ChangeResult change(Authority by, UUID id, Change change);

  /**
   * Which organizations to list.
   *
   * @param after those whose names come later; empty = from the first
   * @param max 1 or more
   */
  record PageQuery(Optional<String> after, int max) {

    public PageQuery withMax(int most) {
      return new PageQuery(after, most);
    }
  }

  /**
   * What to change; what is empty stays as it is.
   *
   * @param quota most bytes of all its systems together; 0 = no limit
   */
  record Change(Optional<String> name, Optional<ByteSize> quota) {

    public Change {
      name.ifPresent(Organization::checkName);
    }

    public Organization appliedTo(Organization before) {
      return new Organization(
          before.id(),
          name.orElse(before.name()),
          quota.orElse(before.quota()),
          before.used(),
          before.reserved());
    }

    /** For the audit. */
    public String describe() {
      return Stream.of(name.map(to -> "name \"%s\"".formatted(to)), quota.map(to -> "quota " + to))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", "));
    }
  }

  sealed interface AddResult {}

  sealed interface ChangeResult {}

  record Added(Organization organization) implements AddResult {}

  /** As it is now, also when nothing was changed. */
  record Changed(Organization organization) implements ChangeResult {}

  /** Or out of scope. */
  record UnknownOrganization() implements ChangeResult {}

  /** Another organization has this name. */
  record NameTaken() implements AddResult, ChangeResult {}

  /** Only who is responsible for the whole vault adds tenants and sets quotas. */
  record NotPermitted() implements AddResult, ChangeResult {}
}
