package dev.coffer.adapter.s3;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which store and bucket, and how to connect to them.
 *
 * @param endpoint scheme, host and port alone, e.g. {@code https://s3.example.org:9000}
 * @param region what requests are signed for, e.g. {@code us-east-1}
 * @param prefix what every key begins with: empty, or segments of {@code [A-Za-z0-9._-]} that each
 *     end with a slash
 * @param pathStyle the bucket in the path, as most stores except Amazon's require, not in the host
 *     name
 * @param createBucket whether an initialisation may create the bucket
 * @param caFile certificates in PEM form that are trusted instead of the Java runtime's own
 * @param multipartAbove longer objects are sent in parts, shorter ones in one request: 1 byte to 5
 *     GiB, beyond which no store takes one request
 * @param presignedAt the store's address in links for clients; empty = no such links
 */
public record S3Config(
    URI endpoint,
    String region,
    String bucket,
    String prefix,
    boolean pathStyle,
    String accessKey,
    Secret secretKey,
    boolean createBucket,
    Encryption encryption,
    Optional<Path> caFile,
    ByteSize multipartAbove,
    Optional<URI> presignedAt,
    Timeouts timeouts) {

  /**
   * 5 GiB, the most that S3 accepts in one request. An interrupted single request leaves nothing
   * behind.
   */
  public static final ByteSize DEFAULT_MULTIPART_ABOVE = new ByteSize(5L << 30);

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]{1,100}/){0,5}");
  private static final Pattern RELATIVE = Pattern.compile("(^|.*/)\\.\\.?/.*");

  /** The encryption that the store is asked for. */
  public enum Encryption {
    /** Whatever the bucket's own setting says. */
    NONE,
    /** SSE-S3: with keys of the store ({@code x-amz-server-side-encryption: AES256}). */
    SSE_S3
  }

  /**
   * How long a silent store is waited for.
   *
   * @param connect to connect, 100 ms to 1 minute
   * @param read between two bytes of an answer, 100 ms to 10 minutes
   * @param write until the store takes a block of a body, 100 ms to 10 minutes
   * @param slowestPerSecond a put lasts as long as its size at this rate, and a minute more, at
   *     most; 1 byte or more
   */
  public record Timeouts(
      Duration connect, Duration read, Duration write, ByteSize slowestPerSecond) {

    // Above DEFAULT, whose construction needs it.
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** The rate is that of the slowest line an appliance may have: a body comes as it comes. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            new ByteSize(2048));

    public Timeouts {
      check("connect timeout", connect, Duration.ofMinutes(1));
      check("read timeout", read, Duration.ofMinutes(10));
      check("write timeout", write, Duration.ofMinutes(10));
      expect(
          slowestPerSecond.bytes() > 0, "slowest per second", slowestPerSecond, "1 byte or more");
    }

    private static void check(String name, Duration value, Duration longest) {
      expect(
          value.compareTo(SHORTEST) >= 0 && value.compareTo(longest) <= 0,
          name,
          value,
          SHORTEST + " to " + longest);
    }
  }

  public S3Config {
    expect(isEndpoint(endpoint), "endpoint", endpoint, "http or https, host and port alone");
    presignedAt.ifPresent(address ->
        expect(
            isEndpoint(address), "public endpoint", address, "http or https, host and port alone"));
    expect(REGION.matcher(region).matches(), "region", region, "letters, digits and hyphens");
    expect(
        BUCKET.matcher(bucket).matches(), "bucket", bucket, "3 to 63 of [a-z0-9.-], a bucket name");
    expect(
        PREFIX.matcher(prefix).matches() && !RELATIVE.matcher(prefix).matches(),
        "prefix",
        prefix,
        "empty, or segments of [A-Za-z0-9._-] that each end with a slash");
    expect(!accessKey.isBlank(), "access key", accessKey, "not blank");
    expect(!secretKey.value().isBlank(), "secret key", secretKey, "not blank");
    expect(
        caFile.isEmpty() || isTls(endpoint), "CA file", caFile, "none where the endpoint is http");
    expect(
        multipartAbove.bytes() >= 1 && multipartAbove.compareTo(DEFAULT_MULTIPART_ABOVE) <= 0,
        "multipart above",
        multipartAbove,
        "1 to " + DEFAULT_MULTIPART_ABOVE);
  }

  /** Path style, no prefix, an existing bucket, and the defaults. */
  public static S3Config of(
      URI endpoint, String region, String bucket, String accessKey, Secret secretKey) {
    return new S3Config(
        endpoint,
        region,
        bucket,
        "",
        true,
        accessKey,
        secretKey,
        false,
        Encryption.NONE,
        Optional.empty(),
        DEFAULT_MULTIPART_ABOVE,
        Optional.empty(),
        Timeouts.DEFAULT);
  }

  static boolean isTls(URI endpoint) {
    return "https".equals(endpoint.getScheme());
  }

  private static boolean isEndpoint(URI endpoint) {
    return (isTls(endpoint) || "http".equals(endpoint.getScheme()))
        && endpoint.getHost() != null
        && endpoint.getUserInfo() == null
        && endpoint.getQuery() == null
        && endpoint.getFragment() == null
        && (endpoint.getPath().isEmpty() || endpoint.getPath().equals("/"));
  }

  private static void expect(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: %s)".formatted(name, value, expected));
    }
  }
}
