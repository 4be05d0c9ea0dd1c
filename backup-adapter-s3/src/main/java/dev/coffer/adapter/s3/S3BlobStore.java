package dev.coffer.adapter.s3;

import dev.coffer.application.Ticker;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bucket, or a prefix of one, of any S3-compatible store as a drive.
 *
 * <p>An object lies at {@code {prefix}{key}}, with its write token in the user metadata. {@code
 * {prefix}.vault/drive} holds the id of the drive; as a key it is refused. A put is one streamed
 * request up to {@link S3Config#multipartAbove}, which a store keeps whole or not at all, and a
 * multipart upload beyond. Overwriting is refused by the condition {@code If-None-Match: *} if the
 * store honours it, otherwise by a check beforehand. So creation is exclusive only in the first
 * case. The use cases do not depend on that, because a key is generated for a single attempt. They
 * rely on the token for their order "intent row, blob, manifest, commit".
 *
 * <p>If a response leaves the outcome open, and only then, the object is checked: with the token
 * and size of this put it was written by this put, and anything else is a failure.
 *
 * <p>A removal aborts the open multipart uploads of the key, both recorded ones and those that the
 * store lists. Then it deletes the object if it carries the token; an object without a token is not
 * ours to delete. In a bucket that keeps versions, the bytes stay until a rule of the bucket
 * removes them. A put in a single request that is still running cannot be stopped: it may still
 * publish its object, and a later removal deletes that.
 *
 * <p>Thread-safe.
 */
public final class S3BlobStore implements BlobStore {

  /** Where the drive's id lies, below the prefix. */
  static final String MARKER = ".vault/drive";

  private static final Logger LOG = LoggerFactory.getLogger(S3BlobStore.class);

  private final S3Config config;
  private final UUID driveId;
  private final S3Connection connection;
  private final S3Bucket bucket;
  private final S3Objects objects;
  private final OpenUploads openUploads;
  private final DriveMarker marker;
  private final SinglePut singlePut;
  private final MultipartPut multipartPut;

  /**
   * A store for the drive with this id; touches nothing.
   *
   * @param driveId what must be found there, or is going to be written by {@link #initialise}
   * @param unfinished where multipart uploads are recorded: in the index that knows this drive
   * @param clock dates requests; a store requires it to be right within minutes
   */
  public S3BlobStore(
      S3Config config, UUID driveId, UnfinishedUploads unfinished, Clock clock, Ticker ticker) {
    this.config = config;
    this.driveId = driveId;
    this.connection = new S3Connection(config, clock);
    var retries = new Retries(ticker);
    this.bucket = new S3Bucket(config, connection, retries);
    this.objects = new S3Objects(config, connection, retries);
    var uploads = new MultipartUploads(objects, connection, retries);
    this.openUploads = new OpenUploads(driveId, uploads, unfinished, retries);
    this.marker = new DriveMarker(config, bucket, objects, connection, retries, ticker, driveId);
    var trailers = new TrailerProbe(objects, retries, config.prefix(), driveId);
    String name = config.endpoint() + "/" + config.bucket();
    var traits = new StoreTraits(marker, trailers, bucket, name);
    this.singlePut = new SinglePut(objects, traits, retries);
    this.multipartPut = new MultipartPut(objects, uploads, openUploads, traits, retries);
  }

  @Override
  public Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return config
        .presignedAt()
        .map(endpoint ->
            connection.presigned(
                endpoint, path(key), "attachment; filename=\"%s\"".formatted(name), lifetime));
  }

  @Override
  public void initialise(UUID driveId) {
    if (!driveId.equals(this.driveId)) {
      throw new IllegalArgumentException(
          "drive: \"%s\" (expected: \"%s\")".formatted(driveId, this.driveId));
    }
    try {
      marker.create();
    } catch (IOException e) {
      throw S3Errors.translate(
          "bucket \"%s\" at %s".formatted(config.bucket(), config.endpoint()), e);
    }
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    var object = new S3Object(key, path(key), token, size);
    try {
      marker.check();
      if (size.compareTo(config.multipartAbove()) > 0) {
        multipartPut.put(object, body);
      } else {
        singlePut.put(object, body);
      }
    } catch (IOException e) {
      throw S3Errors.translate("put " + key, e);
    }
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    String path = path(key);
    try {
      marker.check();
      return certain(objects.head(path));
    } catch (IOException e) {
      throw S3Errors.translate("stat " + key, e);
    }
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "range: %d, %d (expected: 0 or more)".formatted(offset, length));
    }
    String path = path(key);
    try {
      marker.check();
      if (length == 0) {
        // A range of nothing cannot be asked for.
        return certain(objects.head(path)).map(_ -> InputStream.nullInputStream());
      }
      return certain(objects.get(path, offset, length))
          .map(stream -> new LimitedStream(stream, length));
    } catch (IOException e) {
      throw S3Errors.translate("open " + key, e);
    }
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    String path = path(key);
    try {
      marker.check();
      openUploads.abortAll(key, path);
      Optional<StoredBlob> found = certain(objects.head(path));
      if (found.isEmpty()) {
        return;
      }
      if (found.get().token().equals(Optional.of(token))) {
        objects.delete(path);
      } else {
        LOG.warn("remove {}: the object was written by another upload and is left alone", key);
      }
    } catch (IOException e) {
      throw S3Errors.translate("remove " + key, e);
    }
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    try {
      marker.check();
      openUploads.abortAll(key, path(key));
    } catch (IOException e) {
      throw S3Errors.translate("discard unfinished " + key, e);
    }
  }

  /** Versions of deleted objects stay even after versioning is switched off. */
  @Override
  public boolean mayKeepVersions() {
    try {
      marker.check();
      return bucket.versioning() != S3Bucket.Versioning.OFF;
    } catch (IOException e) {
      throw S3Errors.translate("read the versioning state", e);
    }
  }

  /** An absence is certain only if the drive is there now. */
  private <T> Optional<T> certain(Optional<T> found) throws IOException {
    if (found.isEmpty()) {
      marker.checkNow();
    }
    return found;
  }

  private String path(BlobKey key) {
    if (key.value().equals(MARKER)) {
      throw new IllegalArgumentException(
          "key: \"%s\" (expected: not the drive's own object)".formatted(key));
    }
    return config.prefix() + key.value();
  }

  static IllegalStateException taken(BlobKey key) {
    return new IllegalStateException("key: \"%s\" is taken".formatted(key));
  }
}
