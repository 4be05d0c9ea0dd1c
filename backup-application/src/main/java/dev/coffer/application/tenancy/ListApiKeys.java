package dev.coffer.application.tenancy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import java.util.List;

/** Every key within reach that operators have or had, the oldest first. */
@FunctionalInterface
public interface ListApiKeys {

  /** Those of the organization alone that {@code by} is bound to. */
  List<Row> list(Authority by);

  /**
   * A key.
   *
   * @param works whether it is neither revoked nor expired, on the index's clock
   */
  record Row(ApiKey key, boolean works) {}
}
