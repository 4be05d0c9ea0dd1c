package dev.coffer.boot;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.coffer.application.Identifiers;
import dev.coffer.domain.backup.BackupId;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Generates ids and secrets from the system's cryptographically strong source. Thread-safe. */
final class RandomIdentifiers implements Identifiers {

  private static final int SECRET_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  // Counts upwards within one millisecond.
  private final TimeBasedEpochGenerator epoch =
      Generators.timeBasedEpochGenerator(random, new ForwardClock());

  @Override
  public BackupId nextBackupId() {
    return new BackupId(epoch.generate());
  }

  @Override
  public UUID nextUuid() {
    return UUID.randomUUID();
  }

  @Override
  public byte[] nextSecretBytes() {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Does not go backwards: if the system's clock was set back, the time of the last id is used
   * until the clock has caught up.
   */
  private static final class ForwardClock extends UUIDClock {

    private final AtomicLong latest = new AtomicLong();

    @Override
    public long currentTimeMillis() {
      return latest.accumulateAndGet(super.currentTimeMillis(), Math::max);
    }
  }
}
