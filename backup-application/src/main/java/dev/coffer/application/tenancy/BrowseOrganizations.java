package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;

/** The organizations that somebody reaches, by name, page by page. */
@FunctionalInterface
public interface BrowseOrganizations {

  Page page(Authority by, Query query);

  /**
   * Which of them.
   *
   * @param after those whose names come later; empty = from the first
   * @param max 1 or more
   */
  record Query(Optional<String> after, int max) {}

  /**
   * Some of them.
   *
   * @param next what the next page comes after; empty on the last
   */
  record Page(List<Organization> organizations, Optional<String> next) {

    public Page {
      organizations = List.copyOf(organizations);
    }
  }
}
