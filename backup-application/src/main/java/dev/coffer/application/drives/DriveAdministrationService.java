package dev.coffer.application.drives;

import dev.coffer.domain.access.Authority;
import java.util.List;

/** Asks the registry, which has all of it. */
public record DriveAdministrationService(DriveRegistry registry) implements DriveAdministration {

  @Override
  public List<Row> list() {
    return registry.drives();
  }

  @Override
  public RemoveResult remove(Authority by, String label) {
    return registry.remove(by.actor(), label);
  }
}
