package dev.coffer.adapter.s3;

import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.domain.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The S3 requests that write, read and delete single objects. Repeatable requests are retried while
 * the store is busy. Thread-safe.
 */
final class S3Objects {

  private static final Logger LOG = LoggerFactory.getLogger(S3Objects.class);

  /** No put lasts longer, as no upload does. */
  private static final Duration LONGEST = Duration.ofHours(6);

  /** The longest duration of an empty put. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /**
   * The rate at which a store is expected to join parts: some copy them, and send nothing before
   * they are done. versitygw took more than 30 seconds for 2 GiB on a busy disk.
   */
  private static final long ASSEMBLED_PER_SECOND = 8L << 20;

  private final S3Config config;
  private final S3Connection connection;
  private final Retries retries;

  S3Objects(S3Config config, S3Connection connection, Retries retries) {
    this.config = config;
    this.connection = connection;
    this.retries = retries;
  }

  /** Sent once. The caller finds out what a failure means. */
  void put(S3Object object, S3Request request) throws IOException {
    connection.sendOnly(request.headers(object.metadata()).headers(encryption()));
  }

  /** Headers of the server-side encryption that the configuration asks for. */
  Map<String, String> encryption() {
    return switch (config.encryption()) {
      case NONE -> Map.of();
      case SSE_S3 -> Map.of("x-amz-server-side-encryption", "AES256");
    };
  }

  /** How long a request with a body of this length may last. */
  Duration limit(long length) {
    Duration atSlowest =
        SHORTEST.plusSeconds(length / config.timeouts().slowestPerSecond().bytes());
    return atSlowest.compareTo(LONGEST) < 0 ? atSlowest : LONGEST;
  }

  /** How long a store may be silent while it makes an object of this length from its parts. */
  Duration assembly(long length) {
    return config.timeouts().read().plusSeconds(length / ASSEMBLED_PER_SECOND);
  }

  /** Empty on any 404, be it for the bucket. */
  Optional<StoredBlob> head(String path) throws IOException {
    try (Response response = retries.repeat(() -> connection.send(S3Request.of("HEAD", path)))) {
      return Optional.of(new StoredBlob(size(response), S3Object.tokenOf(response)));
    } catch (S3Refusal e) {
      if (S3Errors.isAbsent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Looks whether a put has made its object, after an answer that says neither yes nor no: with its
   * token and its size it has.
   *
   * @return false when there is no object
   * @throws IllegalStateException when the answer said that the key is taken, and it is
   * @throws IOException when it cannot be known, or another object is there
   */
  boolean wasMade(S3Object object, IOException answer) throws IOException {
    Optional<StoredBlob> found;
    try {
      found = head(object.path());
    } catch (IOException e) {
      answer.addSuppressed(e);
      throw answer;
    }
    if (found.isEmpty()) {
      return false;
    }
    if (object.is(found.get())) {
      LOG.info(
          "put {}: the object was stored, although the store answered {}",
          object.key(),
          answer.toString());
      return true;
    }
    if (S3Errors.isTaken(answer) || S3Errors.isConflict(answer)) {
      throw S3BlobStore.taken(object.key());
    }
    throw new IOException("another object exists under this key", answer);
  }

  private static ByteSize size(Response response) throws IOException {
    String length = response.header("Content-Length");
    if (length == null) {
      throw new IOException("HEAD: the response has no Content-Length");
    }
    return new ByteSize(Long.parseLong(length));
  }

  /** Empty on any 404, be it for the bucket; the stream may be longer than {@code length}. */
  Optional<InputStream> get(String path, long offset, long length) throws IOException {
    S3Request request = S3Request.of("GET", path).unlimited();
    boolean whole = offset == 0 && length == Long.MAX_VALUE;
    S3Request ranged = whole ? request : request.header("Range", range(offset, length));
    try {
      Response response = retries.repeat(() -> connection.send(ranged));
      if (offset > 0 && response.code() != 206) {
        response.close();
        throw new IOException("the store does not support range requests");
      }
      return Optional.of(response.body().byteStream());
    } catch (S3Refusal e) {
      if (S3Errors.isRangePastEnd(e)) {
        return Optional.of(InputStream.nullInputStream());
      }
      if (S3Errors.isAbsent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String range(long offset, long length) {
    return length > Long.MAX_VALUE - offset
        ? "bytes=%d-".formatted(offset)
        : "bytes=%d-%d".formatted(offset, offset + length - 1);
  }

  void delete(String path) throws IOException {
    retries.repeat(() -> {
      connection.sendOnly(S3Request.of("DELETE", path));
      return path;
    });
  }
}
