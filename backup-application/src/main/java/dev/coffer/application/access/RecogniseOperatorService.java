package dev.coffer.application.access;

import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;

public final class RecogniseOperatorService implements RecogniseOperator {

  private final CallerIndex index;
  private final Secrets secrets;
  private final CredentialUses uses;

  public RecogniseOperatorService(CallerIndex index, Secrets secrets, CredentialUses uses) {
    this.index = index;
    this.secrets = secrets;
    this.uses = uses;
  }

  @Override
  public Result recognise(Credentials key, Role needed) {
    return index
        .operator(secrets.candidates(key))
        .map(operator -> recognised(operator, key, needed))
        .orElseGet(Unknown::new);
  }

  private Result recognised(Operator operator, Credentials key, Role needed) {
    uses.noteKey(operator.keyId(), secrets.stored(key));
    return operator.may(needed) ? new Recognised(operator) : new NotPermitted(operator);
  }
}
