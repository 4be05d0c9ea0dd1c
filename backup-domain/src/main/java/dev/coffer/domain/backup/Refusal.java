package dev.coffer.domain.backup;

/** Why a caller is not served. */
public enum Refusal {
  /** Unknown key, or wrong, revoked or expired secret; the reply does not reveal which. */
  UNKNOWN,
  /** The secret is right, the system is suspended or retired. */
  SUSPENDED,
  /** The secret is right, but lacks the scope. */
  NOT_PERMITTED
}
