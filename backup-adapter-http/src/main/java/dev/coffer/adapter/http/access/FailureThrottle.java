package dev.coffer.adapter.http.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.Ticker;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.LiveSecrets;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Keeps wrong secrets and wrong API keys away from the index, and never a right one.
 *
 * <p>A secret that is known to work goes to the index immediately, whatever was tried before and
 * from wherever. Any other one waits until the secrets that were added meanwhile are read, by one
 * reading for all that wait. If it is still not among them it is almost certainly wrong, and the
 * failures of its address and of everybody decide whether the index is asked: it has the last word,
 * because a reading can miss a secret that was added under a wrong clock.
 *
 * <p>Nothing remembers that a secret is wrong, so one that is added is valid at once on every
 * instance. Memory has a fixed size, see {@link FingerprintTable}. Thread-safe.
 */
public final class FailureThrottle {

  /** In the words of all contracts. */
  public static final HttpFailure TOO_MANY_FAILURES =
      HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "too many failed attempts");

  /** The number of failures that are forgiven at once, and the time after which each is. */
  record Allowance(int failures, Duration each) {

    /** Until one more failure is forgiven; 0 for now. */
    long nanosToWait(long nanosToFull) {
      return Math.max(0, nanosToFull - (failures - 1) * each.toNanos());
    }

    /** Counts one more; simultaneous failures count no longer than successive ones. */
    void count(FingerprintTable buckets, long fingerprint, long now) {
      buckets.extend(fingerprint, now, each.toNanos(), failures * each.toNanos());
    }
  }

  static final Allowance ADDRESS = new Allowance(100, Duration.ofSeconds(6));
  static final Allowance ALL = new Allowance(1_000, Duration.ofMillis(100));

  /** Questions about secrets that are probably wrong, at the same time. */
  static final int AT_ONCE = 4;

  /** After an attempt that found all of those busy. */
  private static final Duration BUSY = Duration.ofSeconds(1);

  /** After the index refused a secret that was known: it was revoked or has expired. */
  static final Duration IN_DOUBT = Duration.ofSeconds(10);

  /** Of each table; both together take 4 MiB when they are full. */
  private static final int PLACES = 64 * 1024;

  private static final long EVERYBODY = 0;

  private final Ticker ticker;
  private final TrustedProxies proxies;
  private final LiveSecrets liveSecrets;
  private final byte[] seed;
  private final FingerprintTable addresses;
  private final FingerprintTable everybody = new FingerprintTable(1);
  private final FingerprintTable inDoubt;
  private final Semaphore questions = new Semaphore(AT_ONCE);

  /**
   * Creates a throttle without any recorded failures.
   *
   * @param proxies the proxies that may report the address of a client
   * @param seed random, so that nobody can choose addresses that share a slot
   */
  public FailureThrottle(
      Ticker ticker, TrustedProxies proxies, LiveSecrets liveSecrets, byte[] seed) {
    this(ticker, proxies, liveSecrets, seed, PLACES);
  }

  FailureThrottle(
      Ticker ticker, TrustedProxies proxies, LiveSecrets liveSecrets, byte[] seed, int places) {
    this.ticker = ticker;
    this.proxies = proxies;
    this.liveSecrets = liveSecrets;
    this.seed = seed.clone();
    addresses = new FingerprintTable(places);
    inDoubt = new FingerprintTable(places);
  }

  /** One question to the index that may be asked now. Closed when it is answered, or failed. */
  public final class Attempt implements AutoCloseable {
    private final LongSupplier network;
    private final OptionalLong known;
    private final boolean holdsQuestion;

    private Attempt(LongSupplier network, OptionalLong known, boolean holdsQuestion) {
      this.network = network;
      this.known = known;
      this.holdsQuestion = holdsQuestion;
    }

    /** The secret was wrong, or the key is nobody's. */
    public void failed() {
      long now = ticker.nanos();
      ADDRESS.count(addresses, network.getAsLong(), now);
      ALL.count(everybody, EVERYBODY, now);
      known.ifPresent(fingerprint -> inDoubt.set(fingerprint, now, IN_DOUBT.toNanos()));
    }

    @Override
    public void close() {
      if (holdsQuestion) {
        questions.release();
      }
    }
  }

  /**
   * Waits, if need be, until the index may be asked about these credentials.
   *
   * @param peer of the connection
   * @throws RequestRefused when they are wrong as far as is known, and too many were before
   * @throws dev.coffer.application.drives.StorageUnavailable when that cannot be told
   */
  public Attempt admit(SocketAddress peer, Headers headers, Credentials credentials) {
    // Only failures are counted, and a right secret seldom fails: when it was just revoked.
    LongSupplier network = () -> fingerprint(ClientNetwork.of(proxies.client(peer, headers)));
    OptionalLong known = liveSecrets.find(credentials);
    if (isTrusted(known)) {
      return new Attempt(network, known, false);
    }
    liveSecrets.readNew();
    known = liveSecrets.find(credentials);
    if (isTrusted(known)) {
      return new Attempt(network, known, false);
    }
    long address = network.getAsLong();
    long now = ticker.nanos();
    long wait =
        Math.max(
            ADDRESS.nanosToWait(addresses.nanosLeft(address, now)),
            ALL.nanosToWait(everybody.nanosLeft(EVERYBODY, now)));
    if (wait > 0) {
      throw tooMany(Duration.ofNanos(wait));
    }
    if (!questions.tryAcquire()) {
      throw tooMany(BUSY);
    }
    return new Attempt(() -> address, known, true);
  }

  private boolean isTrusted(OptionalLong known) {
    return known.isPresent() && inDoubt.nanosLeft(known.getAsLong(), ticker.nanos()) == 0;
  }

  private static RequestRefused tooMany(Duration wait) {
    return new RequestRefused(TOO_MANY_FAILURES.withRetryAfter(wait));
  }

  private long fingerprint(ClientNetwork network) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return ByteBuffer.wrap(digest.digest(network.prefix().getBytes(US_ASCII))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
