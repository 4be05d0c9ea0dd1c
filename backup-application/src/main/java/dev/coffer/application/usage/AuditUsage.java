package dev.coffer.application.usage;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.tenancy.UsageDrift;
import java.util.List;

/** Compares the counts of bytes with what is stored, and mends those that are wrong. */
@FunctionalInterface
public interface AuditUsage {

  /** What was found and mended; empty when every count was right. */
  List<UsageDrift> audit(Actor actor);
}
