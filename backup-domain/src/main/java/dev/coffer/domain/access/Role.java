package dev.coffer.domain.access;

/** What an operator's API key may do; each role includes the ones before it. */
public enum Role {
  /** Facts only. */
  READER,
  /** Also bytes, retry, delete, pin. */
  OPERATOR,
  /** Also systems, keys, policies, erase. */
  ADMIN
}
