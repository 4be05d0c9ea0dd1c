package dev.coffer.application.access;

import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

public final class RecogniseSystemService implements RecogniseSystem {

  private final CallerIndex index;
  private final Secrets secrets;
  private final CredentialUses uses;

  public RecogniseSystemService(CallerIndex index, Secrets secrets, CredentialUses uses) {
    this.index = index;
    this.secrets = secrets;
    this.uses = uses;
  }

  @Override
  public Result recognise(Credentials credentials, Scope needed) {
    // The secret is hashed before the system is looked up, so that an unknown system key takes the
    // same time.
    List<SecretHmac> candidates = secrets.candidates(credentials);
    if (!SystemId.isValid(credentials.user())) {
      return new Refused(Refusal.UNKNOWN);
    }
    Optional<Access> access = index.system(new SystemId(credentials.user()), candidates);
    if (access.isEmpty()) {
      return new Refused(Refusal.UNKNOWN);
    }
    return access
        .get()
        .refusal(needed)
        .<Result>map(Refused::new)
        .orElseGet(() -> recognised(caller(access.get()), credentials));
  }

  private Recognised recognised(Caller caller, Credentials credentials) {
    uses.note(caller.credentialId(), secrets.stored(credentials));
    return new Recognised(caller);
  }

  private static Caller caller(Access access) {
    ManagedSystem system = access.system();
    return new Caller(
        system.organizationId(),
        system.uuid(),
        system.id(),
        access.credential().orElseThrow().id());
  }
}
