package dev.coffer.application.catalog;

import dev.coffer.application.access.Access;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.tenancy.CredentialUses;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

public final class RecogniseSystemService implements RecogniseSystem {

  private final BackupIndex index;
  private final Secrets secrets;
  private final CredentialUses uses;

  public RecogniseSystemService(BackupIndex index, Secrets secrets, CredentialUses uses) {
    this.index = index;
    this.secrets = secrets;
    this.uses = uses;
  }

  @Override
  public Result recognise(Credentials credentials, Scope needed) {
    // Hashed before the key is looked at, so that an unknown one costs the same.
    List<SecretHmac> candidates = secrets.candidates(credentials.secret());
    if (!SystemId.isValid(credentials.user())) {
      return new Refused(Refusal.UNKNOWN);
    }
    Optional<Access> access = index.access(new SystemId(credentials.user()), candidates);
    return judge(access, needed)
        .<Result>map(Refused::new)
        .orElseGet(() -> recognised(caller(access.orElseThrow())));
  }

  private Recognised recognised(Caller caller) {
    uses.note(caller.credentialId());
    return new Recognised(caller);
  }

  /** Why this caller is not served; empty when it is. */
  static Optional<Refusal> judge(Optional<Access> access, Scope needed) {
    Optional<Credential> credential = access.flatMap(Access::credential);
    if (credential.isEmpty()) {
      return Optional.of(Refusal.UNKNOWN);
    }
    if (!access.orElseThrow().system().state().isServed()) {
      return Optional.of(Refusal.SUSPENDED);
    }
    return credential.get().scopes().contains(needed)
        ? Optional.empty()
        : Optional.of(Refusal.NOT_PERMITTED);
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
