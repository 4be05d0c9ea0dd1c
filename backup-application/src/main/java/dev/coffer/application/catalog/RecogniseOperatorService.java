package dev.coffer.application.catalog;

import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Refusal;

public final class RecogniseOperatorService implements RecogniseOperator {

  private final FleetIndex index;
  private final Secrets secrets;

  public RecogniseOperatorService(FleetIndex index, Secrets secrets) {
    this.index = index;
    this.secrets = secrets;
  }

  @Override
  public Result recognise(Secret key, Role needed) {
    return index
        .operator(secrets.candidates(key))
        .<Result>map(operator ->
            operator.may(needed) ? new Recognised(operator) : new Refused(Refusal.NOT_PERMITTED))
        .orElseGet(() -> new Refused(Refusal.UNKNOWN));
  }
}
