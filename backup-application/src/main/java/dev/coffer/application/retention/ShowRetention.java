package dev.coffer.application.retention;

import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.Optional;

/** Tells whose policy says what. */
public interface ShowRetention {

  /** Of systems and organizations that have none of their own. */
  RetentionPolicy ofVault();

  /** Empty where it has none of its own. */
  Optional<RetentionPolicy> of(RetentionOwner owner);

  /** Why removals wait for an operator; empty when they do not. */
  Optional<String> halted();
}
