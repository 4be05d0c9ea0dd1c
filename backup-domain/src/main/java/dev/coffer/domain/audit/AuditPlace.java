package dev.coffer.domain.audit;

import java.time.Instant;
import java.util.UUID;

/** The position of an event in the order of all events. */
public record AuditPlace(Instant at, UUID id) {

  public static AuditPlace of(AuditEvent event) {
    return new AuditPlace(event.at(), event.id());
  }
}
