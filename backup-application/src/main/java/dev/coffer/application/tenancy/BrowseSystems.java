package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.util.List;
import java.util.Optional;

/** The systems that somebody reaches, by key, page by page. */
@FunctionalInterface
public interface BrowseSystems {

  Page page(Authority by, Query query);

  /**
   * Which of them; what is empty does not matter.
   *
   * @param organization name of their owner
   * @param after those whose keys come later, in any letter case; empty = from the first
   * @param max 1 or more
   */
  record Query(
      Optional<String> organization,
      Optional<SystemState> state,
      Optional<SystemId> after,
      int max) {}

  /**
   * Some of them.
   *
   * @param next what the next page comes after; empty on the last
   */
  record Page(List<SystemProfile> systems, Optional<SystemId> next) {

    public Page {
      systems = List.copyOf(systems);
    }
  }
}
