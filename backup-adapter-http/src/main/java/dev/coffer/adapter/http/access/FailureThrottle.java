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
 * Slows down clients that guess secrets. Asked before credentials are checked, and notified of the
 * result.
 *
 * <p>Three token buckets count failures: of an address with a key, of an address, of a key. The
 * first one refuses when it is empty. An empty bucket of an address refuses all keys which that
 * address has not shown a right secret for within a day: other clients behind the attacker's
 * address can still log in. An empty bucket of a key leaves one failure, instead of the usual
 * number, to each address: a right secret from another address is never locked out by an attack on
 * its key.
 *
 * <p>Keys that do not exist count like all others. Memory has a fixed size, see {@link
 * FingerprintTable}: to have one empty bucket forgotten, an attacker must empty about as many
 * others as the table has slots. The bucket of the address does not have enough tokens for these
 * failures. Concurrent attempts are counted only when they have failed. Thread-safe.
 */
public final class FailureThrottle {

  /** How many failures are forgiven at once, and after how long each is. */
  record Allowance(int failures, Duration each) {

    /** Until a bucket with so much time to its rest takes one more failure; 0 for at once. */
    long nanosToWait(long nanosToFull) {
      return Math.max(0, nanosToFull - (failures - 1) * each.toNanos());
    }

    /** One failure more; those under way at once count no longer than those one by one. */
    void count(FingerprintTable buckets, long fingerprint, long now) {
      buckets.extend(fingerprint, now, each.toNanos(), failures * each.toNanos());
    }
  }

  static final Allowance ADDRESS_AND_KEY = new Allowance(10, Duration.ofMinutes(1));
  static final Allowance ADDRESS = new Allowance(100, Duration.ofSeconds(6));
  static final Allowance KEY = new Allowance(100, Duration.ofSeconds(6));

  /** How long a right secret vouches for its address with its key. */
  static final Duration PROVEN = Duration.ofDays(1);

  /** Of each table; all four together take 8 MiB when they are full. */
  private static final int PLACES = 64 * 1024;

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
    this(ticker, proxies, seed, PLACES);
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

  /** One try of one key from one address. */
  public final class Attempt {
    private final byte[] address;
    private final byte[] key;
    private final long pair;

    private Attempt(byte[] address, byte[] key) {
      this.address = address;
      this.key = key;
      this.pair = fingerprint(address, key);
    }

    /** How long the client has to wait before it may try; empty when it may now. */
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

    /** The secret was wrong, or the key is nobody's. */
    public void failed() {
      long now = ticker.nanos();
      ADDRESS_AND_KEY.count(pairs, pair, now);
      ADDRESS.count(addresses, ofAddress(), now);
      KEY.count(keys, ofKey(), now);
    }

    /** The secret was right. */
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
   * An attempt by the client that sent these headers.
   *
   * @param peer of the connection
   * @param key claimed, any text; letter case makes no difference
   */
  public Attempt attempt(SocketAddress peer, Headers headers, String key) {
    byte[] address = proxies.client(peer, headers).getAddress();
    // A client with one IPv6 address usually has all of its network.
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
