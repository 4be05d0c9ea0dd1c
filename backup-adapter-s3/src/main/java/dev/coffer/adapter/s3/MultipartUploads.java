package dev.coffer.adapter.s3;

import io.minio.Xml;
import io.minio.errors.XmlParserException;
import io.minio.messages.CompleteMultipartUpload;
import io.minio.messages.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The S3 requests that create, complete, list and abort multipart uploads. Thread-safe. */
final class MultipartUploads {

  private static final Logger LOG = LoggerFactory.getLogger(MultipartUploads.class);

  private static final String UPLOAD_ID = "uploadId";

  /** A part that arrives while its upload is aborted may make another abort necessary. */
  private static final int ABORT_ROUNDS = 3;

  private final S3Objects objects;
  private final S3Connection connection;
  private final Retries retries;

  MultipartUploads(S3Objects objects, S3Connection connection, Retries retries) {
    this.objects = objects;
    this.connection = connection;
    this.retries = retries;
  }

  /**
   * The id of the upload. Asked for once: a repetition would open a second one.
   *
   * @param checksummed whether all its parts are going to be {@link ChecksummedBody}
   */
  String create(S3Object object, boolean checksummed) throws IOException {
    S3Request plain =
        S3Request.of("POST", object.path())
            .query("uploads", "")
            .header("Content-Type", "application/octet-stream")
            .headers(object.metadata())
            .headers(objects.encryption())
            // Empty, and unlike an absent one not sent again behind our back.
            .body(new byte[0]);
    S3Request request = checksummed ? plain.header("x-amz-checksum-algorithm", "CRC32C") : plain;
    String xml = connection.sendForText(request);
    return XmlLists.read(xml, "InitiateMultipartUploadResult", List.of("UploadId")).stream()
        .map(List::getFirst)
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElseThrow(() -> new IOException("the store returned no upload id"));
  }

  /** Sends one part, once. */
  Part send(S3Object object, String uploadId, int number, StreamedBody body, boolean expectContinue)
      throws IOException {
    S3Request request =
        S3Request.of("PUT", object.path())
            .query("partNumber", Integer.toString(number))
            .query(UPLOAD_ID, uploadId)
            .body(body, expectContinue, objects.limit(body.contentLength()));
    try (Response response = connection.send(request)) {
      String etag = response.header("ETag");
      if (etag == null) {
        throw new IOException("part %d: the response has no ETag".formatted(number));
      }
      return body.crc32c()
          .map(crc -> new Part(number, etag, null, crc, null, null, null))
          .orElseGet(() -> new Part(number, etag));
    }
  }

  /**
   * Asks once for the parts to become the object.
   *
   * @throws S3Refusal also when the store says 200 and means no: the status is sent before it knows
   */
  void complete(S3Object object, String uploadId, List<Part> parts) throws IOException {
    S3Request request =
        S3Request.of("POST", object.path())
            .query(UPLOAD_ID, uploadId)
            .body(xml(parts).getBytes(StandardCharsets.UTF_8))
            .slowAnswer(objects.assembly(object.size().bytes()));
    String answer = connection.sendForText(request);
    if (XmlLists.read(answer, "CompleteMultipartUploadResult", List.of()).isEmpty()) {
      throw S3Refusal.of(500, answer);
    }
  }

  private static String xml(List<Part> parts) throws IOException {
    try {
      return Xml.marshal(new CompleteMultipartUpload(parts.toArray(Part[]::new)));
    } catch (XmlParserException e) {
      throw new IOException(e);
    }
  }

  boolean isListed(String path, String uploadId) throws IOException {
    return listed(path).contains(uploadId);
  }

  /** Aborts the uploads that the store lists as open under exactly this path. */
  void abortListed(String path) throws IOException {
    List<String> open = listed(path);
    for (int round = 0; !open.isEmpty(); round++) {
      if (round == ABORT_ROUNDS) {
        throw new IOException("a multipart upload is still open after it was aborted");
      }
      for (String uploadId : open) {
        abort(path, uploadId);
      }
      open = listed(path);
    }
  }

  /** Aborts until the store knows the upload no more; one that always says yes is believed. */
  void abort(String path, String uploadId) throws IOException {
    S3Request request = S3Request.of("DELETE", path).query(UPLOAD_ID, uploadId);
    try {
      for (int round = 0; round < ABORT_ROUNDS; round++) {
        retries.repeat(() -> {
          connection.sendOnly(request);
          return uploadId;
        });
      }
    } catch (S3Refusal e) {
      if (!S3Errors.isNoSuchUpload(e)) {
        throw e;
      }
    }
  }

  /**
   * The first thousand, which is every upload of one key and then some. The prefix is the key
   * itself: MinIO lists uploads by whole keys alone.
   *
   * @return none where the store does not list them, or not to us
   */
  private List<String> listed(String path) throws IOException {
    try {
      String xml =
          retries.repeat(() ->
              connection.sendForText(
                  S3Request.of("GET", "").query("prefix", path).query("uploads", "")));
      return XmlLists.read(xml, "Upload", List.of("Key", "UploadId")).stream()
          .filter(upload -> upload.getFirst().equals(path))
          .map(List::getLast)
          .toList();
    } catch (S3Refusal e) {
      if (S3Errors.isNotImplemented(e) || S3Errors.isDenied(e)) {
        LOG.debug("{}: the store does not list open multipart uploads", path, e);
        return List.of();
      }
      throw e;
    }
  }
}
