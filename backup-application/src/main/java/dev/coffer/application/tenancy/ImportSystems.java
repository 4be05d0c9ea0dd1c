package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import java.util.List;
import java.util.Optional;

/** Adds many systems, each with a first secret. */
@FunctionalInterface
public interface ImportSystems {

  /** More would keep the index busy with one request. */
  int MOST = 10_000;

  /**
   * Adds each system wholly or not at all, whatever becomes of the others. Repeatable: what exists
   * gets no second secret.
   *
   * @param rows at most {@link #MOST}
   * @return one outcome for each row, in their order
   */
  List<Outcome> importAll(Authority by, List<Row> rows);

  /**
   * What to add, as it was written.
   *
   * @param organization name of its owner
   */
  record Row(String key, String organization, String label) {}

  /**
   * What became of a row.
   *
   * @param secret told here and never again; empty when the row was refused
   * @param refusal why it was, for people; empty when it was not
   */
  record Outcome(String key, Optional<Secret> secret, Optional<String> refusal) {}
}
