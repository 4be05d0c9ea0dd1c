package dev.coffer.application.audit;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import java.util.List;
import java.util.Optional;

/** What was done within somebody's reach, newest first, page by page. */
@FunctionalInterface
public interface BrowseAudit {

  Page page(Authority by, Query query);

  /**
   * Which events.
   *
   * @param after those that come later in the list, which is to say that are older; empty = from
   *     the newest
   * @param max 1 or more
   */
  record Query(AuditFilter filter, Optional<AuditPlace> after, int max) {}

  /**
   * Some of them.
   *
   * @param next what the next page comes after; empty on the last
   */
  record Page(List<AuditEvent> events, Optional<AuditPlace> next) {

    public Page {
      events = List.copyOf(events);
    }
  }
}
