package dev.coffer.domain.audit;

/** The actions that audit events record. */
public enum AuditAction {
  BACKUP_DELETED,
  BACKUP_UNDELETED,
  BACKUP_PINNED,
  BACKUP_UNPINNED,
  BACKUP_HELD,
  /** A hold was taken away before its end. */
  BACKUP_RELEASED,
  SYSTEM_REASSIGNED,
  ERASURE_BEGUN,
  /** Every drive has confirmed that nothing is left. */
  ERASURE_FINISHED,
  /** Counts of bytes were not what is stored, and are again. */
  USAGE_REPAIRED,
  /** An operator was given the bytes of a copy. */
  COPY_FETCHED,
  /** An operator was given a link to the bytes. */
  LINK_MADE,
  /** Somebody was given the bytes for a link. */
  LINK_FOLLOWED,
  COPIES_RETRIED,
  /** A copy was found missing or damaged. */
  COPY_DAMAGED,
  /** A missing or damaged copy was recreated. */
  COPY_HEALED,
  /** A drive was taken out for good, with what the index knew of its copies. */
  DRIVE_REMOVED,
  RETENTION_CHANGED,
  /** Paused automatic deletion was approved by an operator. */
  RETENTION_ACCEPTED,
  ORGANIZATION_ADDED,
  ORGANIZATION_CHANGED,
  SYSTEM_ADDED,
  SYSTEM_CHANGED,
  CREDENTIAL_ADDED,
  CREDENTIAL_REVOKED,
  API_KEY_ADDED,
  API_KEY_REVOKED,
  /** Counted: a system stored backups. */
  BACKUPS_UPLOADED,
  /** Counted: a system was given the bytes of backups. */
  BACKUPS_DOWNLOADED,
  /** Counted: a caller was refused what its secret does not permit. */
  REQUESTS_FORBIDDEN,
  /** Counted: somebody came with a wrong secret. */
  LOGINS_REFUSED
}
