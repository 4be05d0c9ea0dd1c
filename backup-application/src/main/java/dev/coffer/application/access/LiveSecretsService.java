package dev.coffer.application.access;

import dev.coffer.application.Maintenance;
import dev.coffer.application.Ticker;
import dev.coffer.application.access.CallerIndex.LiveSecret;
import dev.coffer.application.drives.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fingerprint of 8 bytes of each secret in the index, in memory. Nobody outside can choose one:
 * they are made of HMACs under the pepper. As a job, reads all of them and so drops those that were
 * revoked. Thread-safe.
 */
public final class LiveSecretsService implements LiveSecrets, Maintenance {

  /** From the beginning of one reading to the next, however many wait for it. */
  static final Duration BETWEEN_READINGS = Duration.ofMillis(250);

  private final CallerIndex index;
  private final Secrets secrets;
  private final Ticker ticker;

  /** Sorted; those of the last complete reading. */
  private volatile long[] all = {};

  /** Those that were read since. */
  private final Set<Long> added = ConcurrentHashMap.newKeySet();

  private final ReentrantLock reading = new ReentrantLock();

  /** Guarded by {@link #reading}, like the two that follow. */
  private Instant readUntil = Instant.EPOCH;

  private long lastBegan;
  private Optional<StorageException> lastFailure = Optional.empty();

  public LiveSecretsService(CallerIndex index, Secrets secrets, Ticker ticker) {
    this.index = index;
    this.secrets = secrets;
    this.ticker = ticker;
    this.lastBegan = ticker.nanos() - BETWEEN_READINGS.toNanos();
  }

  @Override
  public OptionalLong find(Credentials credentials) {
    return secrets.candidates(credentials).stream()
        .mapToLong(hmac -> fingerprint(credentials.user(), hmac))
        .filter(this::isLive)
        .findFirst();
  }

  private boolean isLive(long fingerprint) {
    return Arrays.binarySearch(all, fingerprint) >= 0 || added.contains(fingerprint);
  }

  @Override
  public void readNew() {
    long called = ticker.nanos();
    reading.lock();
    try {
      // Whoever had the lock may have begun after this call: then that reading has all it needs.
      if (lastBegan - called <= 0) {
        awaitTurn();
        readAdded();
      }
      lastFailure.ifPresent(failure -> {
        throw failure;
      });
    } finally {
      reading.unlock();
    }
  }

  private void awaitTurn() {
    long wait = lastBegan + BETWEEN_READINGS.toNanos() - ticker.nanos();
    if (wait > 0) {
      ticker.pause(Duration.ofNanos(wait));
    }
  }

  private void readAdded() {
    lastBegan = ticker.nanos();
    try {
      readUntil = index.liveSecrets(readUntil, secret -> added.add(fingerprint(secret)));
      lastFailure = Optional.empty();
    } catch (StorageException e) {
      lastFailure = Optional.of(e);
    }
  }

  @Override
  public void run() {
    var found = new Fingerprints();
    reading.lock();
    try {
      readUntil = index.liveSecrets(Instant.EPOCH, secret -> found.add(fingerprint(secret)));
      all = found.sorted();
      // What was added before is among all of them.
      added.clear();
    } finally {
      reading.unlock();
    }
  }

  private static long fingerprint(LiveSecret secret) {
    return fingerprint(secret.user(), secret.hmac());
  }

  /** With the key: a secret that works is wrong for every other system. */
  private static long fingerprint(String user, SecretHmac hmac) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(user.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest.digest(hmac.hex().getBytes(StandardCharsets.US_ASCII)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A growing list of numbers, without an object for each. */
  private static final class Fingerprints {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    long[] sorted() {
      long[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
