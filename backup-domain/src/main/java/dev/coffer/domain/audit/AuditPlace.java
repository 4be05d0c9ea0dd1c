package dev.coffer.domain.audit;

import java.time.Instant;
import java.util.UUID;

/** Where an event stands among all of them. */
public record AuditPlace(Instant at, UUID id) {

  public static AuditPlace of(AuditEvent event) {
    return new AuditPlace(event.at(), event.id());
  }
}
