package dev.coffer.application.access;

import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Refusal;

public final class RecogniseOperatorService implements RecogniseOperator {

  private final CallerIndex index;
  private final Secrets secrets;

  public RecogniseOperatorService(CallerIndex index, Secrets secrets) {
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
