package dev.coffer.application.port.in;

import dev.coffer.domain.ApiKey;
import java.util.List;

/** Every key that operators have or had, the oldest first. */
@FunctionalInterface
public interface ListApiKeys {

  List<Row> list();

  /**
   * A key.
   *
   * @param works whether it is neither revoked nor expired, on the index's clock
   */
  record Row(ApiKey key, boolean works) {}
}
