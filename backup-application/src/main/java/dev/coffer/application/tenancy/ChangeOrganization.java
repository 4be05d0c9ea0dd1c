package dev.coffer.application.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes what can be changed of an organization. */
@FunctionalInterface
public interface ChangeOrganization {

  /** All of it or nothing; a quota counts from the next upload on. */
  Result change(Authority by, UUID id, Change change);

  /**
   * What to change; what is empty stays.
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
    public String told() {
      return Stream.of(name.map(to -> "name \"%s\"".formatted(to)), quota.map(to -> "quota " + to))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", "));
    }
  }

  sealed interface Result {}

  /** As it is now, also when nothing was changed. */
  record Changed(Organization organization) implements Result {}

  /** Or out of reach. */
  record UnknownOrganization() implements Result {}

  /** By another organization. */
  record NameTaken() implements Result {}

  /** A quota is given by who answers for the whole vault. */
  record NotPermitted() implements Result {}
}
