package dev.coffer.adapter.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * One request before it is signed. Immutable.
 *
 * @param path below the bucket, empty for the bucket itself
 * @param headers those that are signed
 * @param expectsContinue whether the body waits until the store asks for it
 * @param bodySha256 empty where the body is not known beforehand; or what stands for it
 * @param limit the longest that the request may last, the body and the head of the answer included;
 *     zero is no limit
 * @param silence how long the store may say nothing; zero is what the configuration says
 */
record S3Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    @Nullable RequestBody body,
    boolean expectsContinue,
    String bodySha256,
    Duration limit,
    Duration silence) {

  static final String CHECKSUM = "x-amz-checksum-sha256";

  /** The longest wait for a response without a body. */
  private static final Duration SHORT = Duration.ofMinutes(1);

  static S3Request of(String method, String path) {
    return new S3Request(method, path, Map.of(), Map.of(), null, false, "", SHORT, Duration.ZERO);
  }

  S3Request query(String name, String value) {
    return new S3Request(
        method,
        path,
        with(query, name, value),
        headers,
        body,
        expectsContinue,
        bodySha256,
        limit,
        silence);
  }

  S3Request header(String name, String value) {
    return new S3Request(
        method,
        path,
        query,
        with(headers, name, value),
        body,
        expectsContinue,
        bodySha256,
        limit,
        silence);
  }

  S3Request headers(Map<String, String> more) {
    S3Request request = this;
    for (var entry : more.entrySet()) {
      request = request.header(entry.getKey(), entry.getValue());
    }
    return request;
  }

  S3Request body(byte[] bytes) {
    return new S3Request(
        method,
        path,
        query,
        headers,
        new HeldBody(bytes),
        false,
        S3Connection.sha256(bytes),
        limit,
        silence);
  }

  /** With the checksum of a body that is known beforehand, for the store to compare. */
  S3Request checksummed() {
    byte[] sha256 = HexFormat.of().parseHex(bodySha256);
    return header(CHECKSUM, Base64.getEncoder().encodeToString(sha256));
  }

  S3Request body(StreamedBody streamed, boolean expectsContinue, Duration limit) {
    return new S3Request(
            method,
            path,
            query,
            headers,
            streamed,
            expectsContinue,
            streamed.payload(),
            limit,
            silence)
        .headers(streamed.headers());
  }

  S3Request expectingContinue() {
    return new S3Request(method, path, query, headers, body, true, bodySha256, limit, silence);
  }

  /** For an answer that takes long to come, and comes in the end. */
  S3Request slowAnswer(Duration silence) {
    return new S3Request(
        method,
        path,
        query,
        headers,
        body,
        expectsContinue,
        bodySha256,
        SHORT.plus(silence),
        silence);
  }

  S3Request unlimited() {
    return new S3Request(
        method, path, query, headers, body, expectsContinue, bodySha256, Duration.ZERO, silence);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    var copy = new LinkedHashMap<>(map);
    copy.put(name, value);
    return copy;
  }

  /** Bytes that OkHttp does not resend on its own: the caller must control each retry of a put. */
  private static final class HeldBody extends RequestBody {

    private final byte[] bytes;

    HeldBody(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public MediaType contentType() {
      return StreamedBody.TYPE;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
