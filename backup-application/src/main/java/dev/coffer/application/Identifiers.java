package dev.coffer.application;

import dev.coffer.domain.backup.BackupId;
import java.util.UUID;

/** The source of everything random. */
public interface Identifiers {

  /** A UUIDv7 later than every one before it from this source. */
  BackupId nextBackupId();

  /** A random UUID (version 4). */
  UUID nextUuid();

  /** 32 bytes from a cryptographically strong source. */
  byte[] nextSecretBytes();
}
