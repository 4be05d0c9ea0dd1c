package dev.coffer.domain.access;

/** The permissions of an operator's API key. Each role includes the ones before it. */
public enum Role {
  /** Metadata only. */
  READER,
  /** Also bytes, retry, delete, pin. */
  OPERATOR,
  /** Also systems, keys, policies, erase. */
  ADMIN
}
