package dev.coffer.adapter.s3;

import dev.coffer.application.port.out.BlobKey;
import dev.coffer.application.port.out.BlobStore.StoredBlob;
import dev.coffer.application.port.out.Ticker;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Response;

/**
 * Finds out what a store supports, by writing, reading and deleting an object of its own: {@code
 * .vault/probe/…} below the prefix. The bucket need not be a drive yet. Thread-safe.
 */
public final class DriveProbe {

  private static final byte[] CONTENT = "coffer".getBytes(StandardCharsets.US_ASCII);

  /** SHA-256 of no bytes at all, which is not that of the content. */
  private static final String WRONG_CHECKSUM = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  private final S3Config config;
  private final Clock clock;
  private final S3Connection connection;
  private final S3Objects objects;
  private final S3Bucket bucket;
  private final MultipartUploads uploads;

  public DriveProbe(S3Config config, Clock clock, Ticker ticker) {
    this.config = config;
    this.clock = clock;
    this.connection = new S3Connection(config, clock);
    var retries = new Retries(ticker);
    this.objects = new S3Objects(config, connection, retries);
    this.bucket = new S3Bucket(config, connection, retries);
    this.uploads = new MultipartUploads(objects, connection, retries);
  }

  /** What was asked of the store. */
  public enum Question {
    /** The bucket is there and may be looked at. */
    BUCKET(true),
    /** An object can be written. */
    WRITE(true),
    /** It has the bytes that were written. */
    READ(true),
    /** It has kept the user metadata, where the write token is. */
    METADATA(true),
    /** A part of it can be read. */
    RANGE(true),
    /** A put of a taken key is refused when asked to. */
    CONDITIONAL_PUT(false),
    /** Bytes that do not match their SHA-256 are refused. */
    CHECKSUM(false),
    /** A multipart upload can be opened, found and aborted. */
    MULTIPART_ABORT(false),
    /** What is deleted is gone. */
    DELETE(true),
    /** Deleted bytes go at once: the bucket keeps no older versions. */
    NO_VERSIONS(false),
    /** Its clock and ours are less than a minute apart; at 15 minutes a store refuses requests. */
    CLOCK(false);

    private final boolean essential;

    Question(boolean essential) {
      this.essential = essential;
    }

    /** Whether a store that does not do it can be no drive. */
    public boolean essential() {
      return essential;
    }
  }

  /**
   * One answer.
   *
   * @param detail for people: what was found instead, or how much; may be empty
   */
  public record Finding(Question question, boolean yes, String detail) {}

  /** All answers, in the order of {@link Question}. */
  public record Report(String endpoint, String bucket, List<Finding> findings) {

    /** Whether the store does all that a drive needs. */
    public boolean usable() {
      return findings.stream().allMatch(f -> f.yes() || !f.question().essential());
    }
  }

  private interface Check {
    /** Empty is yes. */
    Optional<String> objection() throws IOException;
  }

  /**
   * Asks everything; takes a few seconds at most where the store answers.
   *
   * @param probeId names the object and is its token; never used before
   */
  public Report run(UUID probeId) {
    var key = new BlobKey(".vault/probe/" + probeId);
    var size = new ByteSize(CONTENT.length);
    var object = new S3Object(key, config.prefix() + key, new WriteToken(probeId), size);
    var findings = new ArrayList<Finding>();
    findings.add(ask(Question.BUCKET, () -> objectUnless(bucket.exists(), "there is none")));
    if (findings.getFirst().yes()) {
      findings.add(ask(Question.WRITE, () -> write(object)));
      findings.add(ask(Question.READ, () -> read(object)));
      findings.add(ask(Question.METADATA, () -> metadata(object)));
      findings.add(ask(Question.RANGE, () -> range(object)));
      findings.add(ask(Question.CONDITIONAL_PUT, () -> conditionalPut(object)));
      findings.add(ask(Question.CHECKSUM, () -> checksum(object)));
      findings.add(ask(Question.MULTIPART_ABORT, () -> multipartAbort(object)));
      findings.add(ask(Question.DELETE, () -> delete(object)));
      findings.add(ask(Question.NO_VERSIONS, this::versions));
      findings.add(clockDifference());
    }
    return new Report(config.endpoint().toString(), config.bucket(), List.copyOf(findings));
  }

  private static Finding ask(Question question, Check check) {
    try {
      Optional<String> objection = check.objection();
      return new Finding(question, objection.isEmpty(), objection.orElse(""));
    } catch (IOException e) {
      return new Finding(question, false, e.toString());
    }
  }

  private static Optional<String> objectUnless(boolean holds, String objection) {
    return holds ? Optional.empty() : Optional.of(objection);
  }

  private Optional<String> write(S3Object object) throws IOException {
    objects.put(object, request(object));
    return Optional.empty();
  }

  private static S3Request request(S3Object object) {
    return S3Request.of("PUT", object.path()).body(CONTENT);
  }

  private Optional<String> read(S3Object object) throws IOException {
    return objectUnless(
        Arrays.equals(bytes(object, 0, Long.MAX_VALUE), CONTENT), "other bytes came back");
  }

  private Optional<String> range(S3Object object) throws IOException {
    return objectUnless(
        Arrays.equals(bytes(object, 2, 3), Arrays.copyOfRange(CONTENT, 2, 5)),
        "other bytes came back");
  }

  private byte[] bytes(S3Object object, long offset, long length) throws IOException {
    Optional<InputStream> found = objects.get(object.path(), offset, length);
    if (found.isEmpty()) {
      throw new IOException("the object is not there");
    }
    try (InputStream bytes = found.get()) {
      return bytes.readNBytes(CONTENT.length + 1);
    }
  }

  private Optional<String> metadata(S3Object object) throws IOException {
    Optional<StoredBlob> found = objects.head(object.path());
    return objectUnless(found.filter(object::is).isPresent(), "found " + found);
  }

  private Optional<String> conditionalPut(S3Object object) throws IOException {
    try {
      objects.put(object, request(object).header("If-None-Match", "*"));
      return Optional.of("the condition is ignored");
    } catch (S3Refusal e) {
      return objectUnless(S3Errors.isTaken(e), e.toString());
    }
  }

  private Optional<String> checksum(S3Object object) throws IOException {
    try {
      objects.put(object, request(object).header("x-amz-checksum-sha256", WRONG_CHECKSUM));
      return Optional.of("a wrong one is taken");
    } catch (S3Refusal e) {
      return objectUnless(e.status() == 400, e.toString());
    }
  }

  private Optional<String> multipartAbort(S3Object object) throws IOException {
    String uploadId = uploads.create(object);
    boolean listed = uploads.isListed(object.path(), uploadId);
    uploads.abort(object.path(), uploadId);
    return objectUnless(listed, "an open upload is not listed");
  }

  private Optional<String> delete(S3Object object) throws IOException {
    objects.delete(object.path());
    return objectUnless(objects.head(object.path()).isEmpty(), "it is still there");
  }

  private Optional<String> versions() throws IOException {
    S3Bucket.Versioning found = bucket.versioning();
    return switch (found) {
      case OFF -> Optional.empty();
      case ON -> Optional.of("older versions stay until a lifecycle rule takes them");
      case UNKNOWN -> Optional.of("the store does not say");
    };
  }

  private Finding clockDifference() {
    try (Response response = connection.send(S3Request.of("HEAD", ""))) {
      Instant ours = clock.instant();
      String date = response.header("Date", "");
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration difference = Duration.between(ours, theirs).abs();
      return new Finding(
          Question.CLOCK,
          difference.compareTo(Duration.ofMinutes(1)) < 0,
          difference.toSeconds() + " s");
    } catch (IOException | DateTimeParseException e) {
      return new Finding(Question.CLOCK, false, e.toString());
    }
  }
}
