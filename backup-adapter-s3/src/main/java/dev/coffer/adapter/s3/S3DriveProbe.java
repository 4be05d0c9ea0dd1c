package dev.coffer.adapter.s3;

import dev.coffer.application.Reasons;
import dev.coffer.application.Ticker;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
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
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Response;

/**
 * Probes a bucket with an object of its own: {@code .vault/probe/…} below the prefix. Takes at most
 * a few seconds if the store answers. Thread-safe.
 */
public final class S3DriveProbe implements DriveProbe {

  private static final byte[] CONTENT = "coffer".getBytes(StandardCharsets.US_ASCII);

  /** SHA-256 of no bytes at all, which is not that of the content. */
  private static final String WRONG_CHECKSUM = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  private final S3Config config;
  private final Clock clock;
  private final S3Connection connection;
  private final S3Objects objects;
  private final S3Bucket bucket;
  private final MultipartUploads uploads;

  public S3DriveProbe(S3Config config, Clock clock, Ticker ticker) {
    this.config = config;
    this.clock = clock;
    this.connection = new S3Connection(config, clock);
    var retries = new Retries(ticker);
    this.objects = new S3Objects(config, connection, retries);
    this.bucket = new S3Bucket(config, connection, retries);
    this.uploads = new MultipartUploads(objects, connection, retries);
  }

  /** The questions that the probe answers. */
  enum Question {
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
    /** Deleted objects are gone. */
    DELETE(true),
    /** Deleted bytes go at once: the bucket keeps no older versions. */
    NO_VERSIONS(false),
    /** Its clock and ours are less than a minute apart; at 15 minutes a store refuses requests. */
    CLOCK(false);

    private final boolean essential;

    Question(boolean essential) {
      this.essential = essential;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Finding answer(Check check) {
      return Finding.of(text(), essential, check);
    }
  }

  @Override
  public Report run(UUID probeId) {
    var key = new BlobKey(".vault/probe/" + probeId);
    var size = new ByteSize(CONTENT.length);
    var object = new S3Object(key, config.prefix() + key, new WriteToken(probeId), size);
    var findings = new ArrayList<Finding>();
    findings.add(Question.BUCKET.answer(() -> Answer.unless(bucket.exists(), "does not exist")));
    if (findings.getFirst().yes()) {
      findings.add(Question.WRITE.answer(() -> write(object)));
      findings.add(Question.READ.answer(() -> read(object)));
      findings.add(Question.METADATA.answer(() -> metadata(object)));
      findings.add(Question.RANGE.answer(() -> range(object)));
      findings.add(Question.CONDITIONAL_PUT.answer(() -> conditionalPut(object)));
      findings.add(Question.CHECKSUM.answer(() -> checksum(object)));
      findings.add(Question.MULTIPART_ABORT.answer(() -> multipartAbort(object)));
      findings.add(Question.DELETE.answer(() -> delete(object)));
      findings.add(Question.NO_VERSIONS.answer(this::versions));
      findings.add(Question.CLOCK.answer(this::clockDifference));
    }
    return new Report(place(), findings);
  }

  private String place() {
    return "%s, bucket %s%s"
        .formatted(
            config.endpoint(),
            config.bucket(),
            config.prefix().isEmpty() ? "" : ", prefix " + config.prefix());
  }

  private Answer write(S3Object object) throws IOException {
    objects.put(object, request(object));
    return Answer.YES;
  }

  private static S3Request request(S3Object object) {
    return S3Request.of("PUT", object.path()).body(CONTENT);
  }

  private Answer read(S3Object object) throws IOException {
    return Answer.unless(
        Arrays.equals(bytes(object, 0, Long.MAX_VALUE), CONTENT),
        "the bytes read differ from the bytes written");
  }

  private Answer range(S3Object object) throws IOException {
    return Answer.unless(
        Arrays.equals(bytes(object, 2, 3), Arrays.copyOfRange(CONTENT, 2, 5)),
        "the bytes read differ from the bytes written");
  }

  private byte[] bytes(S3Object object, long offset, long length) throws IOException {
    Optional<InputStream> found = objects.get(object.path(), offset, length);
    if (found.isEmpty()) {
      throw new IOException("the object does not exist");
    }
    try (InputStream bytes = found.get()) {
      return bytes.readNBytes(CONTENT.length + 1);
    }
  }

  private Answer metadata(S3Object object) throws IOException {
    Optional<StoredBlob> found = objects.head(object.path());
    return Answer.unless(found.filter(object::is).isPresent(), "found " + found);
  }

  private Answer conditionalPut(S3Object object) throws IOException {
    try {
      objects.put(object, request(object).header("If-None-Match", "*"));
      return Answer.no("the store ignores the condition");
    } catch (S3Refusal e) {
      return Answer.unless(S3Errors.isTaken(e), Reasons.of(e));
    }
  }

  private Answer checksum(S3Object object) throws IOException {
    try {
      objects.put(object, request(object).header(S3Request.CHECKSUM, WRONG_CHECKSUM));
      return Answer.no("the store accepts a wrong checksum");
    } catch (S3Refusal e) {
      return Answer.unless(e.status() == 400, Reasons.of(e));
    }
  }

  private Answer multipartAbort(S3Object object) throws IOException {
    String uploadId = uploads.create(object, false);
    boolean listed = uploads.isListed(object.path(), uploadId);
    uploads.abort(object.path(), uploadId);
    return Answer.unless(listed, "an open multipart upload is not listed");
  }

  private Answer delete(S3Object object) throws IOException {
    objects.delete(object.path());
    return Answer.unless(
        objects.head(object.path()).isEmpty(), "the object still exists after deletion");
  }

  private Answer versions() throws IOException {
    S3Bucket.Versioning found = bucket.versioning();
    return switch (found) {
      case OFF -> Answer.YES;
      case ON -> Answer.no("old versions stay until a lifecycle rule removes them");
      case SUSPENDED -> Answer.no("old versions from before may still exist");
      case UNKNOWN -> Answer.no("the store does not report it");
    };
  }

  private Answer clockDifference() throws IOException {
    try (Response response = connection.send(S3Request.of("HEAD", ""))) {
      Instant ours = clock.instant();
      String date = response.header("Date", "");
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration difference = Duration.between(ours, theirs).abs();
      return new Answer(
          difference.compareTo(MAX_CLOCK_DIFFERENCE) < 0, difference.toSeconds() + " s");
    } catch (DateTimeParseException e) {
      return Answer.no("the store sends no valid date");
    }
  }
}
