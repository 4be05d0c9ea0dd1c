package dev.coffer.application;

import dev.coffer.domain.backup.BackupId;
import java.util.UUID;

/** The source of all random values and new ids. */
public interface Identifiers {

  /** Returns a UUIDv7 that is later than all earlier ones from this source. */
  BackupId nextBackupId();

  /** Returns a random UUID (version 4). */
  UUID nextUuid();

  /** Returns 32 bytes from a cryptographically strong source. */
  byte[] nextSecretBytes();
}
