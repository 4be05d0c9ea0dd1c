package dev.coffer.application.audit;

import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditFilter;
import dev.coffer.domain.audit.AuditPlace;
import java.util.Optional;

/** The audit log, for operators. Events out of scope are treated as if they did not exist. */
@FunctionalInterface
public interface AuditEvents {

  /** Returns one page, newest first. */
  Page<AuditEvent, AuditPlace> page(Authority by, PageQuery query);

  /**
   * Which events to list.
   *
   * @param after the last event of the page before: the page lists older ones; empty = from the
   *     newest
   * @param max 1 or more
   */
  record PageQuery(AuditFilter filter, Optional<AuditPlace> after, int max) {

    /** The newest events in scope. */
    public static PageQuery newest(int max) {
      return new PageQuery(AuditFilter.ALL, Optional.empty(), max);
    }

    public PageQuery withMax(int most) {
      return new PageQuery(filter, after, most);
    }
  }
}
