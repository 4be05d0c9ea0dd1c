package dev.coffer.application.audit;

import dev.coffer.domain.Page;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.audit.AuditPlace;

public final class AuditEventsService implements AuditEvents {

  private final AuditLog audit;

  public AuditEventsService(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public Page<AuditEvent, AuditPlace> page(Authority by, PageQuery query) {
    return Page.read(query.max(), max -> audit.events(by, query.withMax(max)), AuditPlace::of);
  }
}
