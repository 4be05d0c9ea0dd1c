package dev.coffer.adapter.s3;

import io.minio.Xml;
import io.minio.errors.XmlParserException;
import io.minio.messages.CreateBucketConfiguration;
import io.minio.messages.VersioningConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The S3 requests that concern the bucket itself. Thread-safe. */
final class S3Bucket {

  /** The one region that a bucket is made in without naming it: there naming it is an error. */
  private static final String UNNAMED_REGION = "us-east-1";

  private final S3Config config;
  private final S3Connection connection;
  private final Retries retries;

  S3Bucket(S3Config config, S3Connection connection, Retries retries) {
    this.config = config;
    this.connection = connection;
    this.retries = retries;
  }

  /** Whether the bucket keeps the bytes of deleted objects. */
  enum Versioning {
    /** They go. */
    OFF,
    /** They stay as an older version until a rule of the bucket takes them. */
    ON,
    /** They go, but what was deleted before may be there as an older version. */
    SUSPENDED,
    /** The store did not say. */
    UNKNOWN
  }

  boolean exists() throws IOException {
    try {
      retries.repeat(() -> {
        connection.sendOnly(S3Request.of("HEAD", ""));
        return "";
      });
      return true;
    } catch (S3Refusal e) {
      if (e.status() == 404) {
        return false;
      }
      throw e;
    }
  }

  void create() throws IOException {
    S3Request request = S3Request.of("PUT", "");
    S3Request creation =
        config.region().equals(UNNAMED_REGION) ? request : request.body(location());
    try {
      retries.repeat(() -> {
        connection.sendOnly(creation);
        return "";
      });
    } catch (S3Refusal e) {
      // Two instances may start at once; stores answer one of them with 409, 500 or 403. It only
      // matters that the bucket exists and that we may use it.
      if (!exists()) {
        throw e;
      }
    }
  }

  private byte[] location() throws IOException {
    try {
      return Xml.marshal(new CreateBucketConfiguration(config.region()))
          .getBytes(StandardCharsets.UTF_8);
    } catch (XmlParserException e) {
      throw new IOException(e);
    }
  }

  Versioning versioning() throws IOException {
    try {
      String xml =
          retries.repeat(
              () -> connection.sendForText(S3Request.of("GET", "").query("versioning", "")));
      var status = Xml.unmarshal(VersioningConfiguration.class, xml).status();
      if (status == VersioningConfiguration.Status.SUSPENDED) {
        return Versioning.SUSPENDED;
      }
      return status == VersioningConfiguration.Status.ENABLED ? Versioning.ON : Versioning.OFF;
    } catch (S3Refusal | XmlParserException e) {
      // Not allowed to look, or the store has no versions: neither keeps us from storing.
      return Versioning.UNKNOWN;
    }
  }

  /** The first few keys below the drive's prefix. */
  List<String> someKeys() throws IOException {
    String xml =
        retries.repeat(() ->
            connection.sendForText(
                S3Request.of("GET", "")
                    .query("list-type", "2")
                    .query("max-keys", "10")
                    .query("prefix", config.prefix())));
    return XmlLists.read(xml, "Contents", List.of("Key")).stream().map(List::getFirst).toList();
  }
}
