package dev.coffer.application.tenancy;

import dev.coffer.domain.tenancy.ManagedSystem;
import java.util.List;

/** Every system of the vault, by key. */
@FunctionalInterface
public interface ListSystems {

  List<Row> list();

  /** A system with its owner's name. */
  record Row(ManagedSystem system, String organization) {}
}
