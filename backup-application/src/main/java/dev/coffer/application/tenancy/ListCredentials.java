package dev.coffer.application.tenancy;

import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;

/** The credentials that a system has or had, without their secrets, the newest first. */
@FunctionalInterface
public interface ListCredentials {

  /** Empty when there is no such system within reach. */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);
}
