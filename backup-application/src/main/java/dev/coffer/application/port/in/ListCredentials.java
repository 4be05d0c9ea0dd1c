package dev.coffer.application.port.in;

import dev.coffer.domain.Authority;
import dev.coffer.domain.CredentialFacts;
import dev.coffer.domain.SystemId;
import java.util.List;
import java.util.Optional;

/** The credentials that a system has or had, without their secrets, the newest first. */
@FunctionalInterface
public interface ListCredentials {

  /** Empty when there is no such system within reach. */
  Optional<List<CredentialFacts>> list(Authority by, SystemId id);
}
