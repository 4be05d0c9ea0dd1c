package dev.coffer.application.audit;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditPlace;
import java.util.List;
import java.util.Optional;

public final class BrowseAuditService implements BrowseAudit {

  private final AuditLog audit;

  public BrowseAuditService(AuditLog audit) {
    this.audit = audit;
  }

  /** One more than asked for tells whether there is another page. */
  @Override
  public Page page(Authority by, Query query) {
    List<AuditEvent> found =
        audit.events(by, new Query(query.filter(), query.after(), query.max() + 1));
    List<AuditEvent> shown = found.stream().limit(query.max()).toList();
    return new Page(
        shown,
        found.size() > shown.size()
            ? Optional.of(AuditPlace.of(shown.getLast()))
            : Optional.empty());
  }
}
