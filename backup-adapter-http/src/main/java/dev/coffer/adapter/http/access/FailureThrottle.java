package dev.coffer.adapter.http.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.application.Ticker;
import io.helidon.http.Headers;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Slows down clients that guess secrets. Called before credentials are checked, and notified of the
 * result.
 *
 * <p>Three token buckets count failures: of an address with a key, of an address, of a key. An
 * empty bucket of an address with a key refuses that combination. An empty bucket of an address
 * refuses all keys except those for which the address has sent a right secret within a day, so that
 * other clients behind the attacker's address can still log in. An empty bucket of a key leaves
 * each address one failure instead of the usual number, so that an attack on a key never locks out
 * a right secret from another address.
 *
 * <p>Keys that do not exist count like all others. Memory has a fixed size, see {@link
 * FingerprintTable}: to have one empty bucket forgotten, an attacker must empty about as many
 * others as the table has slots. The bucket of the address does not have enough tokens for these
 * failures. Concurrent attempts are counted only when they have failed. Thread-safe.
 */
public final class FailureThrottle {

  /**
   * The number of failures that are forgiven immediately, and the time after which each one is
   * forgiven.
   */
  record Allowance(int failures, Duration each) {

    /**
     * How long a bucket must wait until it accepts one more failure, from the time until it is full
     * again; 0 = it accepts one now.
     */
    long nanosToWait(long nanosToFull) {
      return Math.max(0, nanosToFull - (failures - 1) * each.toNanos());
    }

    /** Counts one failure. Failures at the same moment add up to no more than the bucket holds. */
    void count(FingerprintTable buckets, long fingerprint, long now) {
      buckets.extend(fingerprint, now, each.toNanos(), failures * each.toNanos());
    }
  }

  static final Allowance ADDRESS_AND_KEY = new Allowance(10, Duration.ofMinutes(1));
  static final Allowance ADDRESS = new Allowance(100, Duration.ofSeconds(6));
  static final Allowance KEY = new Allowance(100, Duration.ofSeconds(6));

  /** How long an address stays trusted with a key after it has sent the right secret. */
  static final Duration PROVEN = Duration.ofDays(1);

  /**
   * The number of entries in each table. All four tables together take 8 MiB when they are full.
   */
  private static final int CAPACITY = 64 * 1024;

  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final byte[] NOTHING = {};

  private final Ticker ticker;
  private final TrustedProxies proxies;
  private final byte[] seed;
  private final FingerprintTable pairs;
  private final FingerprintTable addresses;
  private final FingerprintTable keys;
  private final FingerprintTable proven;

  /**
   * Creates a throttle without any recorded failures.
   *
   * @param proxies the proxies that may report the address of a client
   * @param seed random, so that nobody can choose keys that share a slot
   */
  public FailureThrottle(Ticker ticker, TrustedProxies proxies, byte[] seed) {
    this(ticker, proxies, seed, CAPACITY);
  }

  FailureThrottle(Ticker ticker, TrustedProxies proxies, byte[] seed, int places) {
    this.ticker = ticker;
    this.proxies = proxies;
    this.seed = seed.clone();
    pairs = new FingerprintTable(places);
    addresses = new FingerprintTable(places);
    keys = new FingerprintTable(places);
    proven = new FingerprintTable(places);
  }

  /** One attempt to log in with one key from one address. */
  public final class Attempt {
    private final byte[] address;
    private final byte[] key;
    private final long pair;

    private Attempt(byte[] address, byte[] key) {
      this.address = address;
      this.key = key;
      this.pair = fingerprint(address, key);
    }

    /** How long the client must wait before it may try; empty when it may try now. */
    public Optional<Duration> delay() {
      long nanos = nanosToWait(ticker.nanos());
      return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    private long nanosToWait(long now) {
      long ofPair = pairs.nanosLeft(pair, now);
      long own = ADDRESS_AND_KEY.nanosToWait(ofPair);
      if (own > 0 || proven.nanosLeft(pair, now) > 0) {
        return own;
      }
      long ofAddress = ADDRESS.nanosToWait(addresses.nanosLeft(ofAddress(), now));
      long ofKey = KEY.nanosToWait(keys.nanosLeft(ofKey(), now));
      return Math.max(ofAddress, Math.min(ofKey, ofPair));
    }

    /** Reports that the secret was wrong, or the key does not exist. */
    public void failed() {
      long now = ticker.nanos();
      ADDRESS_AND_KEY.count(pairs, pair, now);
      ADDRESS.count(addresses, ofAddress(), now);
      KEY.count(keys, ofKey(), now);
    }

    /** Reports that the secret was right. */
    public void succeeded() {
      pairs.forget(pair);
      proven.set(pair, ticker.nanos(), PROVEN.toNanos());
    }

    private long ofAddress() {
      return fingerprint(address, NOTHING);
    }

    private long ofKey() {
      return fingerprint(NOTHING, key);
    }
  }

  /**
   * Begins an attempt.
   *
   * @param peer the other end of the connection
   * @param headers of the request
   * @param key the claimed key, any text; letter case makes no difference
   */
  public Attempt attempt(SocketAddress peer, Headers headers, String key) {
    byte[] address = proxies.client(peer, headers).getAddress();
    // A client with one IPv6 address usually has the whole network of that address.
    byte[] network =
        address.length == IPV6_BYTES ? Arrays.copyOf(address, IPV6_NETWORK_BYTES) : address;
    return new Attempt(network, key.toLowerCase(Locale.ROOT).getBytes(UTF_8));
  }

  private long fingerprint(byte[] address, byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      digest.update((byte) address.length);
      digest.update(address);
      return ByteBuffer.wrap(digest.digest(key)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
